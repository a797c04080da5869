import type { GatewayExecutionResult, GatewayGraphQLRequestContext } from '@apollo/server-gateway-interface';
import { execute } from 'graphql';
import type { EngineErrorCode } from '../error-codes.ts';
import { engineError } from '../execution/client-errors.ts';
import { PlanningError } from '../planning/operation-planner.ts';
import { refusalError } from '../prepare/refusal-error.ts';

/** Returns an answer with one error that has no path. `status` replaces Apollo Server's 400. */
export function refuseRequest(
  message: string,
  code: EngineErrorCode,
  status?: number,
): GatewayExecutionResult {
  const error =
    status === undefined
      ? engineError(message, undefined, code)
      : refusalError({ message, code, status }, undefined);
  return { errors: [error] };
}

/** Returns the answer for an operation without a plan. The planner's message is not passed on: it may name subgraphs. */
export function refuseUnplanned(cause: unknown): GatewayExecutionResult {
  const code = cause instanceof PlanningError ? cause.code : 'OPERATION_NOT_PLANNED';
  switch (code) {
    case 'OPERATION_NOT_PLANNED':
      return refuseRequest('This operation cannot be planned.', code);
    case 'PLANNING_LIMIT_EXCEEDED':
      return refuseRequest('This operation takes too long to plan. Request less at once.', code);
    case 'PLANNER_UNAVAILABLE': {
      const message = 'Too many new operations are being planned. Retry after 1 s.';
      return {
        errors: [refusalError({ message, code, status: 503, headers: { 'retry-after': '1' } }, undefined)],
      };
    }
    default:
      return code satisfies never;
  }
}

/**
 * Refuses a request that does not select one operation of its document. Apollo Server leaves this to the executor,
 * and sets the status and code. graphql-js executes nothing without an operation, and returns the error.
 */
export async function refuseUnresolved({
  schema,
  document,
  request,
}: GatewayGraphQLRequestContext): Promise<GatewayExecutionResult> {
  const { errors = [] } = await execute({ schema, document, operationName: request.operationName });
  return { errors };
}
