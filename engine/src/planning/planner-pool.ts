import type { SupergraphDescription } from '../supergraph/supergraph-description.ts';
import { type OperationPlanner, type PlanningCaller, PlanningError } from './operation-planner.ts';
import type { PlannerSupergraph } from './planner-messages.ts';
import { type PlannerThread, startPlannerThread } from './planner-thread.ts';
import { createPlanningQueue, type PlanningJob } from './planning-queue.ts';
import { runPlanningJob } from './run-planning-job.ts';

/** Limits of planning. */
export interface PlanningLimits {
  /** Maximum planning time of one operation, in milliseconds. */
  readonly timeoutMs: number;
  /** Maximum wait for a thread in milliseconds, including the start of one, which builds the supergraph. */
  readonly maxWaitMs: number;
  /** Maximum number of waiting operations. */
  readonly maxQueued: number;
  /**
   * Maximum number of operations that are planned at once. Each has its own thread, which holds the supergraph. The
   * operations of one caller use all threads but one. One more thread may start as a replacement for a thread that is
   * about to be stopped.
   */
  readonly maxThreads: number;
  /** Heap limit of one thread, in megabytes. */
  readonly maxMemoryMb: number;
}

/** Pool of threads that plan for one supergraph. */
export interface PlannerPool extends OperationPlanner {
  readonly description: SupergraphDescription;
  /** Stops the threads. A later operation starts one again. */
  rest(): void;
}

/** Slot for a thread. It has no thread while one is starting. */
interface Seat {
  thread?: PlannerThread;
  /** Caller that the thread plans for, or undefined while it is idle. */
  caller?: PlanningCaller | undefined;
  idleTimer?: NodeJS.Timeout;
}

/** Time that an operation waits before another thread starts, so that a short burst starts none. */
const patienceMs = 100;
/** Time that an idle thread is kept, beyond the first thread. */
const idleMs = 60_000;

/**
 * Starts a pool with one thread, which builds the supergraph. Rejects with SupergraphError if the supergraph cannot
 * be served. Another thread starts when operations wait too long, or when a thread comes near its time limit. A
 * thread that exceeds the limit is stopped, and starting another takes seconds for a large supergraph.
 */
export async function startPlannerPool(
  supergraph: PlannerSupergraph,
  limits: PlanningLimits,
): Promise<PlannerPool> {
  const queue = createPlanningQueue(limits);
  const seats = new Set<Seat>();
  let isGrowing = false;
  let isResting = false;

  const open = async (given: PlannerSupergraph, describe: boolean) => {
    const seat: Seat = {};
    seats.add(seat);
    const started = await startPlannerThread(
      { ...given, describe },
      {
        maxMemoryMb: limits.maxMemoryMb,
        onEnd: () => close(seat),
      },
    ).catch((cause: unknown) => {
      seats.delete(seat);
      throw cause;
    });
    // The pool may have been stopped in the meantime.
    if (seats.has(seat)) seat.thread = started.thread;
    else started.thread.stop();
    return started.description;
  };
  const openLater = (): void => {
    open({ ...supergraph, isInBackground: true }, false).then(assign, (cause: unknown) => {
      const message = `No planner could be started: ${cause instanceof Error ? cause.message : cause}`;
      if (seats.size === 0) queue.rejectAll(new PlanningError('PLANNER_UNAVAILABLE', message));
    });
  };
  /** Ensures that a thread is ready for the next operation. Starts at most one thread beyond the limit. */
  const keepReady = (): void => {
    const isReady = [...seats].some(({ caller }) => caller === undefined);
    if (!isReady && !isResting && seats.size <= limits.maxThreads) openLater();
  };
  const close = (seat: Seat): void => {
    clearTimeout(seat.idleTimer);
    if (seats.delete(seat)) keepReady();
  };
  const mayPlanFor = ({ key }: PlanningCaller): boolean => {
    if (key === undefined) return true;
    const taken = [...seats].filter(({ caller }) => caller?.key === key).length;
    return taken < Math.max(1, limits.maxThreads - 1);
  };
  const takeJob = (): PlanningJob | undefined => {
    const busy = [...seats].filter(({ caller }) => caller !== undefined).length;
    return busy < limits.maxThreads ? queue.take(mayPlanFor) : undefined;
  };
  const assign = (): void => {
    for (const seat of seats) {
      if (seat.thread === undefined || seat.caller !== undefined) continue;
      const job = takeJob();
      if (job === undefined) keepForAWhile(seat, seat.thread);
      else void run(seat, seat.thread, job);
    }
    if (queue.length === 0) return;
    if (seats.size === 0) openLater();
    else if (!isGrowing) {
      isGrowing = true;
      setTimeout(grow, patienceMs);
    }
  };
  const run = async (seat: Seat, thread: PlannerThread, job: PlanningJob): Promise<void> => {
    clearTimeout(seat.idleTimer);
    seat.caller = job.caller;
    const outcome = await runPlanningJob(thread, job, { timeoutMs: limits.timeoutMs, onHalfTime: keepReady });
    seat.caller = undefined;
    if (outcome === 'lost') queue.putBack(job);
    assign();
  };
  const keepForAWhile = (seat: Seat, thread: PlannerThread): void => {
    clearTimeout(seat.idleTimer);
    const end = (): void => {
      if (seats.size < 2) return;
      seats.delete(seat);
      thread.stop();
    };
    seat.idleTimer = setTimeout(end, idleMs).unref();
  };
  const grow = (): void => {
    isGrowing = false;
    const isStarting = [...seats].some((seat) => seat.thread === undefined);
    if (queue.length > 0 && !isStarting && seats.size < limits.maxThreads) openLater();
  };

  const description = await open(supergraph, true);
  if (description === undefined) throw new Error('The first planner must describe the supergraph');
  return {
    description,
    async plan(request, caller) {
      const planned = queue.add(request, caller);
      assign();
      return planned;
    },
    rest() {
      isResting = true;
      for (const { thread } of seats) thread?.stop();
      seats.clear();
    },
  };
}
