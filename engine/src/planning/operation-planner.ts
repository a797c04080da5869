import type { QueryPlan } from '@apollo/query-planner';
import type { PlanningErrorCode } from '../error-codes.ts';

/** Planner of operations. Takes text and returns plain data, so that it can run in another thread. */
export interface OperationPlanner {
  /** Plans one operation for a caller. Rejects with a {@link PlanningError}. */
  plan(request: PlanRequest, caller: PlanningCaller): Promise<PlannedOperation>;
}

/** Operation to plan. */
export interface PlanRequest {
  /** Document with one operation, valid against the API schema. */
  readonly operation: string;
  /** Labels of @override(label:) that are on for this operation; all others are off. */
  readonly labels: readonly string[];
}

/** Caller that an operation is planned for. */
export interface PlanningCaller {
  /** Key for fair scheduling: callers with different keys take turns. Undefined for no particular caller. */
  readonly key: string | undefined;
  /** Called with the time that a thread spent on the operation, whether or not it made a plan. */
  readonly onPlanned: (milliseconds: number) => void;
}

/** Plan, and its length as JSON for estimating its size. */
export interface PlannedOperation {
  readonly plan: QueryPlan;
  readonly length: number;
}

/**
 * Error for an operation without a plan. Its message is for the log: it may name subgraphs, which clients must not
 * see.
 */
export class PlanningError extends Error {
  readonly code: PlanningErrorCode;

  constructor(code: PlanningErrorCode, message: string) {
    super(message);
    this.name = 'PlanningError';
    this.code = code;
  }
}
