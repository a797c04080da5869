import { PlanningError } from './operation-planner.ts';
import { type PlannerThread, PlannerThreadEnded } from './planner-thread.ts';
import type { PlanningJob } from './planning-queue.ts';

/** Time limit for planning one operation. */
export interface JobTimes {
  readonly timeoutMs: number;
  /** Called when half of the time has passed. */
  readonly onHalfTime: () => void;
}

/**
 * Plans an operation with a thread, and stops the thread if planning takes too long. The job is then settled, unless
 * the outcome is `lost`: the thread ended for a reason unrelated to the operation. Another thread may then try once.
 */
export async function runPlanningJob(
  thread: PlannerThread,
  job: PlanningJob,
  { timeoutMs, onHalfTime }: JobTimes,
): Promise<'settled' | 'lost'> {
  const startedAt = performance.now();
  let isLate = false;
  const halfTime = setTimeout(onHalfTime, timeoutMs / 2);
  const timer = setTimeout(() => {
    isLate = true;
    thread.stop();
  }, timeoutMs);
  try {
    job.resolve(await thread.plan(job.request));
  } catch (cause) {
    const isLoss = cause instanceof PlannerThreadEnded && !isLate && !cause.isOutOfMemory;
    if (isLoss && !job.wasLost) {
      job.wasLost = true;
      return 'lost';
    }
    job.reject(toPlanningError(cause, isLate, timeoutMs));
  } finally {
    clearTimeout(halfTime);
    clearTimeout(timer);
    job.caller.onPlanned(performance.now() - startedAt);
  }
  return 'settled';
}

function toPlanningError(cause: unknown, isLate: boolean, timeoutMs: number): unknown {
  if (!(cause instanceof PlannerThreadEnded)) return cause;
  if (isLate) return limitExceeded(`${timeoutMs} ms were not enough`);
  if (cause.isOutOfMemory) return limitExceeded('the memory of a planner was not enough');
  return new PlanningError('OPERATION_NOT_PLANNED', 'Two planners ended while they planned an operation');
}

function limitExceeded(reason: string): PlanningError {
  return new PlanningError('PLANNING_LIMIT_EXCEEDED', `An operation was not planned: ${reason}`);
}
