import type { GatewayExecutionResult, GatewayGraphQLRequestContext } from '@apollo/server-gateway-interface';
import type { Engine } from '../engine.ts';
import { ApolloClientRequest } from './apollo-client-request.ts';
import type { GatewayOptions } from './gateway-options.ts';
import { createRefusalErrors } from './refusal-errors.ts';

/**
 * Executes a request of Apollo Server, which has parsed and validated it. Apollo Server binds the executor once, but
 * passes the schema under which the request arrived. That schema selects the supergraph version for the whole request.
 */
export async function executeRequest(
  engine: Engine,
  clientSignal: GatewayOptions['clientSignal'],
  context: GatewayGraphQLRequestContext,
): Promise<GatewayExecutionResult> {
  const { request, source: text, queryHash: hash, document, schema } = context;
  const { operationName, variables } = request;
  const client = new ApolloClientRequest(context);
  const prepared = await engine.prepare({ text, hash, document, schema, operationName, variables, client });
  if (prepared.kind === 'refused') return { errors: createRefusalErrors(prepared, text) };
  const result = await engine.execute(prepared, { signal: clientSignal?.(client) });
  if (result.kind === 'refused') return { errors: createRefusalErrors(result, text) };
  if (result.kind !== 'answer') throw new Error('A request for a whole answer must not get it in parts');
  const { data, errors, extensions } = result;
  return { data, ...(errors && { errors }), ...(extensions && { extensions }) };
}
