import type { SupergraphDescription } from '../supergraph/supergraph-description.ts';
import {
  type OperationPlanner,
  type PlannedOperation,
  type PlanningCaller,
  PlanningError,
  type PlanRequest,
} from './operation-planner.ts';
import type { PlannerSupergraph } from './planner-messages.ts';
import { type PlannerThread, startPlannerThread } from './planner-thread.ts';
import { createPlanningQueue, type PlanningJob, type PlanningQueue } from './planning-queue.ts';
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

/**
 * Starts a pool with one thread, which builds the supergraph. Rejects with SupergraphError if the supergraph cannot
 * be served. Another thread starts when operations wait too long, or when a thread comes near its time limit. A
 * thread that exceeds the limit is stopped, and starting another takes seconds for a large supergraph.
 */
export async function startPlannerPool(
  supergraph: PlannerSupergraph,
  limits: PlanningLimits,
): Promise<PlannerPool> {
  const threads = new PlannerThreads(supergraph, limits);
  const description = await threads.start(supergraph, true);
  if (description === undefined) throw new Error('The first planner must describe the supergraph');
  return {
    description,
    plan: (request, caller) => threads.plan(request, caller),
    rest: () => threads.rest(),
  };
}

/** Slot for a thread. It has no thread while one is starting. */
interface Slot {
  thread?: PlannerThread;
  /** Caller that the thread plans for, or undefined while it is idle. */
  caller?: PlanningCaller | undefined;
  idleTimer?: NodeJS.Timeout;
}

/** Time that an operation waits before another thread starts, so that a short burst starts none. */
const growDelayMs = 100;
/** Time that an idle thread is kept, beyond the first thread. */
const idleMs = 60_000;

/** Threads of a pool, and the operations that wait for a thread. */
class PlannerThreads {
  readonly #supergraph: PlannerSupergraph;
  readonly #limits: PlanningLimits;
  readonly #queue: PlanningQueue;
  readonly #slots = new Set<Slot>();
  #isGrowing = false;
  #isResting = false;

  constructor(supergraph: PlannerSupergraph, limits: PlanningLimits) {
    this.#supergraph = supergraph;
    this.#limits = limits;
    this.#queue = createPlanningQueue(limits);
  }

  plan(request: PlanRequest, caller: PlanningCaller): Promise<PlannedOperation> {
    const planned = this.#queue.add(request, caller);
    this.#assign();
    return planned;
  }

  rest(): void {
    this.#isResting = true;
    for (const { thread } of this.#slots) thread?.stop();
    this.#slots.clear();
  }

  async start(supergraph: PlannerSupergraph, describe: boolean): Promise<SupergraphDescription | undefined> {
    const slot: Slot = {};
    this.#slots.add(slot);
    const started = await startPlannerThread(
      { ...supergraph, describe },
      { maxMemoryMb: this.#limits.maxMemoryMb, onEnd: () => this.#close(slot) },
    ).catch((cause: unknown) => {
      this.#slots.delete(slot);
      throw cause;
    });
    // The pool may have been stopped in the meantime.
    if (this.#slots.has(slot)) slot.thread = started.thread;
    else started.thread.stop();
    return started.description;
  }

  #startLater(): void {
    this.start({ ...this.#supergraph, isInBackground: true }, false).then(
      () => this.#assign(),
      (cause: unknown) => {
        const message = `No planner could be started: ${cause instanceof Error ? cause.message : cause}`;
        if (this.#slots.size === 0) this.#queue.rejectAll(new PlanningError('PLANNER_UNAVAILABLE', message));
      },
    );
  }

  /** Ensures that a thread is ready for the next operation. Starts at most one thread beyond the limit. */
  #keepReady(): void {
    const isReady = this.#count(({ caller }) => caller === undefined) > 0;
    if (!isReady && !this.#isResting && this.#slots.size <= this.#limits.maxThreads) this.#startLater();
  }

  #close(slot: Slot): void {
    clearTimeout(slot.idleTimer);
    if (this.#slots.delete(slot)) this.#keepReady();
  }

  /** Gives waiting operations to idle threads. */
  #assign(): void {
    for (const slot of this.#slots) {
      const { thread, caller } = slot;
      if (thread === undefined || caller !== undefined) continue;
      const job = this.#takeJob();
      if (job === undefined) this.#keepForAWhile(slot, thread);
      else void this.#run(slot, thread, job);
    }
    if (this.#queue.length === 0) return;
    if (this.#slots.size === 0) this.#startLater();
    else if (!this.#isGrowing) {
      this.#isGrowing = true;
      setTimeout(() => this.#grow(), growDelayMs);
    }
  }

  #takeJob(): PlanningJob | undefined {
    const { maxThreads } = this.#limits;
    if (this.#count(({ caller }) => caller !== undefined) >= maxThreads) return undefined;
    return this.#queue.take(({ key }) => {
      if (key === undefined) return true;
      return this.#count(({ caller }) => caller?.key === key) < Math.max(1, maxThreads - 1);
    });
  }

  async #run(slot: Slot, thread: PlannerThread, job: PlanningJob): Promise<void> {
    clearTimeout(slot.idleTimer);
    slot.caller = job.caller;
    const { timeoutMs } = this.#limits;
    const outcome = await runPlanningJob(thread, job, { timeoutMs, onHalfTime: () => this.#keepReady() });
    slot.caller = undefined;
    if (outcome === 'lost') this.#queue.putBack(job);
    this.#assign();
  }

  #keepForAWhile(slot: Slot, thread: PlannerThread): void {
    clearTimeout(slot.idleTimer);
    const end = (): void => {
      if (this.#slots.size < 2) return;
      this.#slots.delete(slot);
      thread.stop();
    };
    slot.idleTimer = setTimeout(end, idleMs).unref();
  }

  #grow(): void {
    this.#isGrowing = false;
    const isStarting = this.#count(({ thread }) => thread === undefined) > 0;
    if (this.#queue.length > 0 && !isStarting && this.#slots.size < this.#limits.maxThreads)
      this.#startLater();
  }

  #count(matches: (slot: Slot) => boolean): number {
    return [...this.#slots].filter(matches).length;
  }
}
