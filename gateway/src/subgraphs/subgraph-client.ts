import { type GraphQLDataSourceProcessOptions, RemoteGraphQLDataSource } from '@apollo/gateway';
import type { TokenSigner } from '@supergraph/service-kit/identity/token-signer.ts';
import { GraphQLError } from 'graphql';
import type { GatewayContext } from '../gateway-context.ts';
import { MalformedAnswer, readAnswer } from './subgraph-answer.ts';

/** What a client of a subgraph needs. */
export interface SubgraphClientOptions {
  readonly name: string;
  readonly url: string;
  /** How long a subgraph may take to answer, in milliseconds. */
  readonly timeoutMs: number;
  /** Signs who asks, for this subgraph and no other. */
  readonly signToken: TokenSigner;
}

/**
 * Creates the client of one subgraph. Every request carries a signed token of the viewer and the request id.
 * What goes wrong on the way is logged with its cause and reaches clients as a code and a sentence that tell
 * no address: SUBREQUEST_HTTP_ERROR, SUBREQUEST_MALFORMED_RESPONSE, or GATEWAY_TIMEOUT.
 */
export function createSubgraphClient({
  name,
  url,
  timeoutMs,
  signToken,
}: SubgraphClientOptions): RemoteGraphQLDataSource<GatewayContext> {
  const fail = (error: unknown, { log }: GatewayContext): never => {
    log.warn({ err: error, subgraph: name }, 'a subgraph could not be asked');
    const [code, what] = describeFailure(error);
    throw new GraphQLError(`The subgraph "${name}" ${what}.`, { extensions: { code, serviceName: name } });
  };
  return new RemoteGraphQLDataSource<GatewayContext>({
    url,
    fetcher: async (address, { method = 'GET', headers = {}, body } = {}) => {
      const signal = AbortSignal.timeout(timeoutMs);
      const text = body?.toString() ?? null;
      return asAnswer(await fetch(address, { method, headers, body: text, redirect: 'error', signal }));
    },
    willSendRequest: async (options: GraphQLDataSourceProcessOptions<GatewayContext>) => {
      if (!isOperation(options)) return;
      const { viewer, requestId } = options.context;
      options.request.http?.headers.set('authorization', `Bearer ${await signToken(viewer, name)}`);
      options.request.http?.headers.set('x-request-id', requestId);
    },
    parseBody: async (response) => readAnswer(await response.text()),
    errorFromResponse: async ({ status }) => new GraphQLError(`HTTP ${status}`),
    didEncounterError: (error, _request, _response, context) => {
      if (context !== undefined) fail(error, context);
      throw error;
    },
  });
}

/**
 * A subgraph refuses a value with the status 400 and GraphQL errors, as GraphQL over HTTP wants it: only it knows
 * its scalars. That is an answer, meant for the client. Other failures of HTTP are between gateway and subgraph.
 */
async function asAnswer(response: Response): Promise<Response> {
  if (response.status !== 400) return response;
  const body = await response.text();
  const type = response.headers.get('content-type') ?? '';
  return new Response(body, { status: hasErrors(body) ? 200 : 400, headers: { 'content-type': type } });
}

function hasErrors(body: string): boolean {
  try {
    const answer: unknown = JSON.parse(body);
    const errors: unknown =
      typeof answer === 'object' && answer !== null ? Reflect.get(answer, 'errors') : null;
    return Array.isArray(errors) && errors.length > 0;
  } catch {
    return false;
  }
}

function describeFailure(error: unknown): readonly [code: string, what: string] {
  if (error instanceof MalformedAnswer)
    return ['SUBREQUEST_MALFORMED_RESPONSE', 'gave an answer that cannot be read'];
  const late = error instanceof Error && error.name === 'TimeoutError';
  return late
    ? ['GATEWAY_TIMEOUT', 'did not answer in time']
    : ['SUBREQUEST_HTTP_ERROR', 'cannot be reached'];
}

function isOperation<T extends { readonly kind: string }>(
  options: T,
): options is Extract<T, { readonly context: GatewayContext }> {
  return options.kind === 'incoming operation';
}
