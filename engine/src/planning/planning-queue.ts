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

type Line = PlanningJob[];

/** Creates a queue for at most `maxQueued` operations. Each waits at most `maxWaitMs`. */
export function createPlanningQueue(limits: {
  readonly maxQueued: number;
  readonly maxWaitMs: number;
}): PlanningQueue {
  /** The next line is first. */
  const lines = new Map<string | undefined, Line>();
  const waits = new Map<PlanningJob, NodeJS.Timeout>();
  const lineOf = ({ key }: PlanningCaller): Line => {
    const line = lines.get(key) ?? [];
    lines.set(key, line);
    return line;
  };
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
    const line = lineOf(job.caller).filter((other) => other !== job);
    if (line.length === 0) lines.delete(job.caller.key);
    else lines.set(job.caller.key, line);
    job.reject(unavailable(reason));
  };
  const makeRoomFor = (line: Line): boolean => {
    if (waits.size < limits.maxQueued) return true;
    const longest = [...lines.values()].reduce(
      (one, other) => (other.length > one.length ? other : one),
      line,
    );
    const last = longest.at(-1);
    if (last === undefined || longest.length <= line.length + 1) return false;
    remove(last, 'other callers have fewer waiting operations');
    return true;
  };
  return {
    get length() {
      return waits.size;
    },
    add(request, caller) {
      const job = { ...Promise.withResolvers<PlannedOperation>(), request, caller, wasLost: false };
      if (makeRoomFor(lines.get(caller.key) ?? [])) {
        lineOf(caller).push(job);
        startWait(job);
      } else job.reject(unavailable(`${limits.maxQueued} operations are waiting already`));
      return job.promise;
    },
    take(mayPlanFor) {
      for (const [key, line] of lines) {
        const [job] = line;
        if (job === undefined || !mayPlanFor(job.caller)) continue;
        line.shift();
        lines.delete(key);
        if (line.length > 0) lines.set(key, line);
        endWait(job);
        return job;
      }
      return undefined;
    },
    putBack(job) {
      lineOf(job.caller).unshift(job);
      startWait(job);
    },
    rejectAll(cause) {
      lines.clear();
      for (const job of waits.keys()) {
        endWait(job);
        job.reject(cause);
      }
    },
  };
}

function unavailable(reason: string): PlanningError {
  return new PlanningError('PLANNER_UNAVAILABLE', `An operation was not planned: ${reason}`);
}
