import type { GatewayExecutor } from '@apollo/server-gateway-interface';
import type { GraphQLSchema } from 'graphql';
import { createLargeAnswers } from '../execution/large-answers.ts';
import { tooLate } from '../prepare/before-deadline.ts';
import type { Serving } from '../prepare/serving.ts';
import { type AnswerSettings, answerRequest } from './answer-request.ts';
import type { ReadGatewayOptions } from './read-gateway-options.ts';
import { refuseRequest } from './refuse-request.ts';

/**
 * Creates the executor that Apollo Server calls for each request. Apollo Server binds the executor once, but passes
 * the schema under which the request arrived. That schema selects the supergraph version for the whole request.
 */
export function createGatewayExecutor(
  options: ReadGatewayOptions,
  servings: WeakMap<GraphQLSchema, Serving>,
): GatewayExecutor {
  const settings: AnswerSettings = {
    maxErrorsPerFetch: options.maxErrorsPerFetch,
    largeAnswers: createLargeAnswers(options.maxResponseBytes),
    onSubgraphError: options.onSubgraphError ?? (() => {}),
    onClientGone: options.onClientGone ?? (() => {}),
    overrideLabels: options.overrideLabels,
    clientSignal: options.clientSignal,
    rejectUnauthorized: options.authorization?.rejectUnauthorized ?? false,
    cost: options.cost,
    trace: options.trace,
    requestTimeoutMs: options.requestTimeoutMs,
    callerOf: options.callerOf,
    onPlanned: options.onPlanned,
  };
  return async (context) => {
    try {
      const serving = servings.get(context.schema);
      if (serving === undefined) throw new Error('A request must have a schema of this gateway');
      serving.enter();
      try {
        return await answerRequest(serving, settings, context);
      } finally {
        serving.leave();
      }
    } catch (fault) {
      if (fault === tooLate) return refuseRequest('The request took too long.', 'GATEWAY_TIMEOUT', 504);
      // Fault of the gateway or of a function in its options. Clients must not see its details.
      context.logger.error(`An operation failed: ${fault instanceof Error ? fault.stack : fault}`);
      return refuseRequest('The gateway failed.', 'INTERNAL_SERVER_ERROR', 500);
    }
  };
}
