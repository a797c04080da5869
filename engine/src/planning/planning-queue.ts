import {
  type PlannedOperation,
  type PlanningCaller,
  PlanningError,
  type PlanRequest,
} from './operation-planner.ts';

/** Operation that waits for its plan. */
export interface PlanningJob extends PromiseWithResolvers<PlannedOperation> {
  readonly request: PlanRequest;
  readonly caller: PlanningCaller;
  /** True if a thread already ended while it planned this operation. */
  wasLost: boolean;
}

/** Operations that wait for a thread. Each caller has its own line, and the lines take turns. */
export interface PlanningQueue {
  readonly length: number;
  /**
   * Adds an operation to its caller's line. Rejects with PLANNER_UNAVAILABLE if the queue is full or no thread is
   * free in time. If the queue is full, a caller with a shorter line displaces the last operation of the longest
   * line.
   */
  add(request: PlanRequest, caller: PlanningCaller): Promise<PlannedOperation>;
  /** Takes the first operation of the next eligible caller. Returns undefined if there is none. */
  take(mayPlanFor: (caller: PlanningCaller) => boolean): PlanningJob | undefined;
  /** Puts an operation back at the front of its line, even if the queue is full. */
  putBack(job: PlanningJob): void;
  rejectAll(cause: unknown): void;
}

/** Creates a queue for at most `maxQueued` operations. Each waits at most `maxWaitMs`. */
export function createPlanningQueue(limits: {
  readonly maxQueued: number;
  readonly maxWaitMs: number;
}): PlanningQueue {
  const lines = createLines();
  const waits = new Map<PlanningJob, NodeJS.Timeout>();
  const startWait = (job: PlanningJob): void => {
    const giveUp = (): void => remove(job, `no planner was free within ${limits.maxWaitMs} ms`);
    waits.set(job, setTimeout(giveUp, limits.maxWaitMs));
  };
  const endWait = (job: PlanningJob): void => {
    clearTimeout(waits.get(job));
    waits.delete(job);
  };
  const remove = (job: PlanningJob, reason: string): void => {
    endWait(job);
    lines.remove(job);
    job.reject(unavailable(reason));
  };
  const makeRoomFor = (caller: PlanningCaller): boolean => {
    if (waits.size < limits.maxQueued) return true;
    const length = lines.of(caller).length;
    const longest = lines.longest();
    const last = longest.at(-1);
    if (last === undefined || longest.length <= length + 1) return false;
    remove(last, 'other callers have fewer waiting operations');
    return true;
  };
  return {
    get length() {
      return waits.size;
    },
    add(request, caller) {
      const job = { ...Promise.withResolvers<PlannedOperation>(), request, caller, wasLost: false };
      if (makeRoomFor(caller)) {
        lines.replace(caller, [...lines.of(caller), job]);
        startWait(job);
      } else job.reject(unavailable(`${limits.maxQueued} operations are waiting already`));
      return job.promise;
    },
    take(mayPlanFor) {
      const job = lines.take(mayPlanFor);
      if (job !== undefined) endWait(job);
      return job;
    },
    putBack(job) {
      lines.replace(job.caller, [job, ...lines.of(job.caller)]);
      startWait(job);
    },
    rejectAll(cause) {
      for (const job of waits.keys()) {
        endWait(job);
        lines.remove(job);
        job.reject(cause);
      }
    },
  };
}

type Line = readonly PlanningJob[];

/** Creates the lines of the callers, the next one first. A caller without waiting operations has no line. */
function createLines() {
  const lines = new Map<string | undefined, Line>();
  const of = ({ key }: PlanningCaller): Line => lines.get(key) ?? [];
  const replace = ({ key }: PlanningCaller, line: Line): void => {
    if (line.length === 0) lines.delete(key);
    else lines.set(key, line);
  };
  return {
    of,
    replace,
    remove: (job: PlanningJob) =>
      replace(
        job.caller,
        of(job.caller).filter((other) => other !== job),
      ),
    longest: () => [...lines.values()].reduce((one, other) => (other.length > one.length ? other : one), []),
    /** Takes the first operation of the next eligible caller, whose line then becomes the last. */
    take(mayPlanFor: (caller: PlanningCaller) => boolean): PlanningJob | undefined {
      for (const [key, [job, ...rest]] of lines) {
        if (job === undefined || !mayPlanFor(job.caller)) continue;
        lines.delete(key);
        replace(job.caller, rest);
        return job;
      }
      return undefined;
    },
  };
}

function unavailable(reason: string): PlanningError {
  return new PlanningError('PLANNER_UNAVAILABLE', `An operation was not planned: ${reason}`);
}
