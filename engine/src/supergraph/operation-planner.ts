import { operationFromDocument, type Supergraph } from '@apollo/federation-internals';
import { type QueryPlan, QueryPlanner } from '@apollo/query-planner';
import { parse } from 'graphql';

/** Plans operations; text in and plain JSON out, so that a planner can as well run in another thread. */
export interface OperationPlanner {
  plan(request: PlanRequest): QueryPlan | Promise<QueryPlan>;
}

/** One operation to plan. */
export interface PlanRequest {
  /** A document with one operation, valid against the API schema. */
  readonly operation: string;
  /** The labels of @override(label:) that are on for this operation; all others are off. */
  readonly labels: readonly string[];
}

/** A planner in this thread: each new operation blocks it for 1 to 100 ms. */
export function createOperationPlanner(
  supergraph: Supergraph,
  labels: ReadonlySet<string>,
): OperationPlanner {
  const planner = new QueryPlanner(supergraph);
  const apiSchema = supergraph.apiSchema();
  return {
    plan(request) {
      const operation = operationFromDocument(apiSchema, parse(request.operation, { noLocation: true }));
      const overrideConditions = new Map([...labels].map((label) => [label, request.labels.includes(label)]));
      return planner.buildQueryPlan(operation, { overrideConditions });
    },
  };
}
