import type { QueryPlan } from '@apollo/query-planner';
import type { PlanningErrorCode } from '../error-codes.ts';

/** Plans operations; text in and plain data out, so that another thread can do it. */
export interface OperationPlanner {
  /** Plans one operation for a caller. Rejects with a {@link PlanningError}. */
  plan(request: PlanRequest, caller: PlanningCaller): Promise<PlannedOperation>;
}

/** One operation to plan. */
export interface PlanRequest {
  /** A document with one operation, valid against the API schema. */
  readonly operation: string;
  /** The labels of @override(label:) that are on for this operation; all others are off. */
  readonly labels: readonly string[];
}

/** The caller that an operation is planned for. */
export interface PlanningCaller {
  /** Callers with different keys are planned for in turn; undefined for no caller in particular. */
  readonly key: string | undefined;
  /** Called with the time that a thread spent on the operation, whether or not there is a plan. */
  readonly onPlanned: (milliseconds: number) => void;
}

/** A plan and its length as JSON, which says how large it is. */
export interface PlannedOperation {
  readonly plan: QueryPlan;
  readonly length: number;
}

/** No plan was made. Its message is for the log: it may name subgraphs, which clients must not learn of. */
export class PlanningError extends Error {
  readonly code: PlanningErrorCode;

  constructor(code: PlanningErrorCode, message: string) {
    super(message);
    this.name = 'PlanningError';
    this.code = code;
  }
}
