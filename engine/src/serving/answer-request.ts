import type { GatewayExecutionResult, GatewayGraphQLRequestContext } from '@apollo/server-gateway-interface';
import { toGraphQLError } from '../execution/client-errors.ts';
import { type CompiledOperation, compileOperation } from '../execution/compiled-operation.ts';
import { executeOperation } from '../execution/execute-operation.ts';
import type { ExecutionSettings } from '../execution/execution.ts';
import type { GatewayErrorCode } from '../execution/response-errors.ts';
import type { GatewayOptions } from '../gateway-options.ts';
import { createClientRequest } from '../subgraphs/client-request.ts';
import type { ClientRequest } from '../subgraphs/subgraph.ts';
import type { SupergraphState } from '../supergraph/supergraph-state.ts';
import type { Serving } from './serving.ts';

/** What every request is answered with, whatever the version of the supergraph. */
export interface AnswerSettings extends ExecutionSettings {
  readonly overrideLabels: GatewayOptions['overrideLabels'];
  readonly clientSignal: GatewayOptions['clientSignal'];
}

/** Answers a request on one version of the supergraph. It rejects for a fault of the engine or of an option alone. */
export async function answerRequest(
  serving: Serving,
  settings: AnswerSettings,
  context: GatewayGraphQLRequestContext,
): Promise<GatewayExecutionResult> {
  if (context.operation.operation === 'subscription') {
    return refuseRequest('Subscriptions are not supported: ask with a query.', 'OPERATION_NOT_SUPPORTED');
  }
  const { state } = serving;
  const client = createClientRequest(context);
  const { variables = {} } = context.request;
  const found = findOperation(serving, context, labelsOf(state, settings, client));
  // Nearly always it is there, and a promise would only cost a turn.
  const compiled = found instanceof Promise ? await found : found;
  if (compiled === undefined)
    return refuseRequest('This operation cannot be planned.', 'OPERATION_NOT_PLANNED');
  const signal = settings.clientSignal?.(client);
  return executeOperation(state, compiled, { variables, client, signal }, settings);
}

/** An answer that is one error without a place. */
export function refuseRequest(message: string, code: GatewayErrorCode): GatewayExecutionResult {
  return { errors: [toGraphQLError(message, undefined, code)] };
}

/** Only the labels that the supergraph has, in one order, so that they can be part of a key. */
function labelsOf(
  state: SupergraphState,
  { overrideLabels }: AnswerSettings,
  client: ClientRequest,
): readonly string[] {
  if (overrideLabels === undefined || state.overrideLabels.size === 0) return [];
  const on = new Set(overrideLabels(client));
  return [...state.overrideLabels].filter((label) => on.has(label));
}

/** The operation, planned once for each text, name and set of labels; undefined where the planner cannot plan it. */
function findOperation(
  { state, operations }: Serving,
  context: GatewayGraphQLRequestContext,
  labels: readonly string[],
): CompiledOperation | Promise<CompiledOperation | undefined> {
  const { queryHash, operationName, document, operation, logger } = context;
  const key = `${queryHash} ${operationName ?? ''} ${labels.join()}`;
  const found = operations.get(key, () => compileOperation(state, document, operation, labels));
  if (!(found instanceof Promise)) return found;
  return found.catch((cause: unknown) => {
    // The planner's words are about subgraphs, of which clients know nothing.
    logger.error(`An operation was not planned: ${cause instanceof Error ? cause.stack : cause}`);
    return undefined;
  });
}
