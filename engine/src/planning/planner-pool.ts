import type { SupergraphDescription } from '../supergraph/supergraph-description.ts';
import { type OperationPlanner, PlanningError } from './operation-planner.ts';
import type { PlannerThreadData } from './planner-messages.ts';
import { type PlannerThread, startPlannerThread } from './planner-thread.ts';
import { createPlanningQueue, type PlanningJob } from './planning-queue.ts';
import { runPlanningJob } from './run-planning-job.ts';

/** How much planning may take. */
export interface PlanningLimits {
  /** How long one operation may be planned, in milliseconds. */
  readonly timeoutMs: number;
  /** How long it may wait for its turn, in milliseconds; also for a thread to be started, which builds the supergraph. */
  readonly maxWaitMs: number;
  /** How many operations wait for their turn. */
  readonly maxQueued: number;
  /** How many operations are planned at once: each in a thread of its own, which holds the supergraph. */
  readonly maxThreads: number;
  /** The heap of one thread, in megabytes. */
  readonly maxMemoryMb: number;
}

/** Threads that plan for one supergraph. */
export interface PlannerPool extends OperationPlanner {
  readonly description: SupergraphDescription;
  /** Ends the threads. An operation that comes all the same has one started again. */
  rest(): void;
}

/** A place for a thread; until the thread is there it builds the supergraph. */
interface Seat {
  thread?: PlannerThread;
  isBusy: boolean;
  idleTimer?: NodeJS.Timeout;
}

/** How long an operation waits before another thread is started: a burst of new operations is no reason. */
const patienceMs = 100;
/** How long a thread beyond the first is kept with nothing to do. */
const idleMs = 60_000;

/**
 * Starts a pool with one thread, which builds the supergraph; rejects with SupergraphError where it cannot be served.
 * Where operations wait because the threads are long at others, one more is started, up to the limit. A thread that takes
 * too long is ended and another takes its place: what clients ask never holds up the thread that serves.
 */
export async function startPlannerPool(
  first: PlannerThreadData,
  limits: PlanningLimits,
): Promise<PlannerPool> {
  const queue = createPlanningQueue(limits);
  const seats = new Set<Seat>();
  let isGrowing = false;
  let isResting = false;

  const open = async (data: PlannerThreadData): Promise<SupergraphDescription> => {
    const seat: Seat = { isBusy: false };
    seats.add(seat);
    const started = await startPlannerThread(data, {
      maxMemoryMb: limits.maxMemoryMb,
      onEnd: () => close(seat),
    }).catch((cause: unknown) => {
      seats.delete(seat);
      throw cause;
    });
    // The pool may have been put to rest in the meantime.
    if (seats.has(seat)) seat.thread = started.thread;
    else started.thread.stop();
    return started.description;
  };
  const openLater = (): void => {
    open({ ...first, isInBackground: true }).then(assign, (cause: unknown) => {
      const message = `No planner could be started: ${cause instanceof Error ? cause.message : cause}`;
      if (seats.size === 0) queue.rejectAll(new PlanningError('PLANNER_UNAVAILABLE', message));
    });
  };
  const close = (seat: Seat): void => {
    clearTimeout(seat.idleTimer);
    seats.delete(seat);
    if (seats.size === 0 && !isResting) openLater();
  };
  const assign = (): void => {
    for (const seat of seats) {
      if (seat.thread === undefined || seat.isBusy) continue;
      const job = queue.take();
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
    seat.isBusy = true;
    const outcome = await runPlanningJob(thread, job, limits.timeoutMs);
    seat.isBusy = false;
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

  return {
    description: await open(first),
    async plan(request) {
      const planned = queue.add(request);
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
