import { type PlannedOperation, PlanningError, type PlanRequest } from './operation-planner.ts';

/** An operation that waits for its plan. */
export interface PlanningJob extends PromiseWithResolvers<PlannedOperation> {
  readonly request: PlanRequest;
  /** Whether a thread ended already while it planned this. */
  wasLost: boolean;
}

/** Operations that wait for a thread, in the order that they came. */
export interface PlanningQueue {
  readonly length: number;
  /** Puts an operation at the end; rejects with PLANNER_UNAVAILABLE where there is no room, or no thread in time. */
  add(request: PlanRequest): Promise<PlannedOperation>;
  /** Takes the first. */
  take(): PlanningJob | undefined;
  /** Puts one that was taken back to the front, whatever room there is. */
  putBack(job: PlanningJob): void;
  rejectAll(cause: unknown): void;
}

/** A queue with room for `maxQueued`, in which nobody waits longer than `maxWaitMs`. */
export function createPlanningQueue(limits: {
  readonly maxQueued: number;
  readonly maxWaitMs: number;
}): PlanningQueue {
  const waits = new Map<PlanningJob, NodeJS.Timeout>();
  let jobs: PlanningJob[] = [];
  const startWait = (job: PlanningJob): void => {
    const giveUp = (): void => {
      jobs = jobs.filter((other) => other !== job);
      job.reject(full(`no planner was free within ${limits.maxWaitMs} ms`));
    };
    waits.set(job, setTimeout(giveUp, limits.maxWaitMs));
  };
  const endWait = (job: PlanningJob): void => {
    clearTimeout(waits.get(job));
    waits.delete(job);
  };
  return {
    get length() {
      return jobs.length;
    },
    add(request) {
      const job = { ...Promise.withResolvers<PlannedOperation>(), request, wasLost: false };
      if (jobs.length >= limits.maxQueued) job.reject(full(`${limits.maxQueued} operations wait already`));
      else {
        jobs.push(job);
        startWait(job);
      }
      return job.promise;
    },
    take() {
      const job = jobs.shift();
      if (job !== undefined) endWait(job);
      return job;
    },
    putBack(job) {
      jobs.unshift(job);
      startWait(job);
    },
    rejectAll(cause) {
      for (const job of jobs.splice(0)) {
        endWait(job);
        job.reject(cause);
      }
    },
  };
}

function full(reason: string): PlanningError {
  return new PlanningError('PLANNER_UNAVAILABLE', `An operation was not planned: ${reason}`);
}
