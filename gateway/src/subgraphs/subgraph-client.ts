import { type GraphQLDataSourceProcessOptions, RemoteGraphQLDataSource } from '@apollo/gateway';
import type { TokenSigner } from '@supergraph/service-kit/identity/token-signer.ts';
import { GraphQLError } from 'graphql';
import type { GatewayContext } from '../gateway-context.ts';

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
 * no address: SUBREQUEST_HTTP_ERROR, or GATEWAY_TIMEOUT.
 */
export function createSubgraphClient({
  name,
  url,
  timeoutMs,
  signToken,
}: SubgraphClientOptions): RemoteGraphQLDataSource<GatewayContext> {
  const fail = (error: unknown, { log }: GatewayContext): never => {
    log.warn({ err: error, subgraph: name }, 'a subgraph could not be asked');
    const late = error instanceof Error && error.name === 'TimeoutError';
    const code = late ? 'GATEWAY_TIMEOUT' : 'SUBREQUEST_HTTP_ERROR';
    const message = late
      ? `The subgraph "${name}" did not answer in time.`
      : `The subgraph "${name}" cannot be reached.`;
    throw new GraphQLError(message, { extensions: { code, serviceName: name } });
  };
  return new RemoteGraphQLDataSource<GatewayContext>({
    url,
    fetcher: (address, { method = 'GET', headers = {}, body } = {}) => {
      const signal = AbortSignal.timeout(timeoutMs);
      return fetch(address, { method, headers, body: body?.toString() ?? null, redirect: 'error', signal });
    },
    willSendRequest: async (options: GraphQLDataSourceProcessOptions<GatewayContext>) => {
      if (!isOperation(options)) return;
      const { viewer, requestId } = options.context;
      options.request.http?.headers.set('authorization', `Bearer ${await signToken(viewer, name)}`);
      options.request.http?.headers.set('x-request-id', requestId);
    },
    errorFromResponse: async ({ status }) => new GraphQLError(`HTTP ${status}`),
    didEncounterError: (error, _request, _response, context) => {
      if (context !== undefined) fail(error, context);
      throw error;
    },
  });
}

function isOperation<T extends { readonly kind: string }>(
  options: T,
): options is Extract<T, { readonly context: GatewayContext }> {
  return options.kind === 'incoming operation';
}
