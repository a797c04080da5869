import type { GatewayExecutionResult, GatewayGraphQLRequestContext } from '@apollo/server-gateway-interface';
import type { OperationDefinitionNode } from 'graphql';
import type { Restriction } from '../authorization/operation-access.ts';
import type { CompiledOperation } from '../compile/compiled-operation.ts';
import { executeOperation } from '../execution/execute-operation.ts';
import type { ExecutionSettings } from '../execution/execution.ts';
import { type AdmissionOptions, admitOperation } from '../prepare/admit-operation.ts';
import { beforeDeadline, tooLate } from '../prepare/before-deadline.ts';
import { type PlanningRequest, planOperation } from '../prepare/plan-operation.ts';
import type { Serving } from '../prepare/serving.ts';
import type { ClientRequest } from '../subgraphs/subgraph.ts';
import { createTraceRecorder } from '../trace/trace-recorder.ts';
import { createClientRequest } from './client-request.ts';
import type { GatewayOptions } from './gateway-options.ts';
import { locateOperation } from './locate-operation.ts';
import { refuseRequest, refuseUnplanned, refuseUnresolved } from './refuse-request.ts';

/** Settings of all requests, whatever the supergraph version. */
export interface AnswerSettings extends ExecutionSettings {
  readonly overrideLabels: GatewayOptions['overrideLabels'];
  readonly clientSignal: GatewayOptions['clientSignal'];
  readonly rejectUnauthorized: boolean;
  readonly cost: GatewayOptions['cost'];
  readonly trace: GatewayOptions['trace'];
  readonly requestTimeoutMs: GatewayOptions['requestTimeoutMs'];
  readonly callerOf: GatewayOptions['callerOf'];
  readonly onPlanned: GatewayOptions['onPlanned'];
}

/**
 * Answers a request on one supergraph version. Rejects only for a fault of the engine or of a function in the
 * options.
 */
export async function answerRequest(
  serving: Serving,
  settings: AnswerSettings,
  context: GatewayGraphQLRequestContext,
): Promise<GatewayExecutionResult> {
  const asked: OperationDefinitionNode | undefined = context.operation;
  if (asked === undefined) return refuseUnresolved(context);
  if (asked.operation === 'subscription') {
    return refuseRequest('Subscriptions are not supported. Use a query.', 'OPERATION_NOT_SUPPORTED');
  }
  const { state } = serving;
  const { requestTimeoutMs: timeoutMs } = settings;
  const deadline = timeoutMs === undefined ? undefined : performance.now() + timeoutMs;
  const client = createClientRequest(context);
  const { variables = {} } = context.request;
  const trace = settings.trace?.(client) ? createTraceRecorder() : undefined;
  const restricting = restrict(serving, context, client);
  const restriction =
    restricting instanceof Promise ? await beforeDeadline(restricting, deadline) : restricting;
  const { queryHash, document, operation, logger } = context;
  const labels = serving.chooseLabels(settings.overrideLabels?.(client));
  trace?.planningBegins();
  const source = { queryHash, document, operation, labels, restriction };
  const found = planOperation(serving, source, () => createPlanningRequest(settings, client, logger));
  let compiled: CompiledOperation;
  try {
    compiled = found instanceof Promise ? await beforeDeadline(found, deadline) : found;
  } catch (cause) {
    if (cause === tooLate) throw cause;
    return refuseUnplanned(cause);
  }
  trace?.planningEnds(!(found instanceof Promise));
  const signal = settings.clientSignal?.(client);
  const admission: AdmissionOptions = {
    schema: state.apiSchema,
    compiled,
    client,
    rejected: settings.rejectUnauthorized ? restriction?.filter() : undefined,
    cost: settings.cost,
    maxErrors: settings.maxErrorsPerFetch,
  };
  const admit = (values: Readonly<Record<string, unknown>>) => admitOperation(admission, values);
  const locate = () => locateOperation(context);
  const request = { variables, locate, client, signal, deadline, trace, admit };
  return executeOperation(state, compiled, request, settings);
}

/** Returns the caller's restriction of the operation, or undefined if nothing is refused. */
function restrict(
  { authorization }: Serving,
  { document, operation, request, logger, overallCachePolicy }: GatewayGraphQLRequestContext,
  client: ClientRequest,
): Restriction | undefined | Promise<Restriction | undefined> {
  const onPolicyFailure = (policy: string, cause: unknown): void =>
    logger.error(`A policy failed: ${policy}: ${cause instanceof Error ? cause.stack : cause}`);
  return authorization?.authorize({
    document,
    operation,
    variables: request.variables ?? {},
    client,
    onTouched: () => overallCachePolicy.restrict({ scope: 'PRIVATE' }),
    onPolicyFailure,
  });
}

/** Creates the request to plan a new operation. An error of `onPlanned` is logged and does not fail the operation. */
function createPlanningRequest(
  { callerOf, onPlanned }: AnswerSettings,
  client: ClientRequest,
  logger: GatewayGraphQLRequestContext['logger'],
): PlanningRequest {
  return {
    caller: {
      key: callerOf?.(client),
      onPlanned: async (milliseconds) => {
        try {
          await onPlanned?.(client, milliseconds);
        } catch (cause) {
          logger.error(`onPlanned failed: ${cause instanceof Error ? cause.stack : cause}`);
        }
      },
    },
    onFailure: (cause) =>
      logger.error(`An operation was not planned: ${cause instanceof Error ? cause.stack : cause}`),
  };
}
