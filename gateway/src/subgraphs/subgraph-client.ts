import {
  createHttpSubgraph,
  createResilientSubgraph,
  type ResilienceOptions,
  type Subgraph,
  type SubgraphRequest,
} from '@supergraph/engine';
import type { TokenSigner } from '@supergraph/service-kit/identity/token-signer.ts';
import { readIdentity } from '../gateway-context.ts';

/** Options of a subgraph client. */
export interface SubgraphClientOptions {
  readonly name: string;
  readonly url: string;
  /** Timeout of a subgraph's answer, in milliseconds. */
  readonly timeoutMs: number;
  /** Maximum size of an answer, in bytes after decompression. */
  readonly maxResponseBytes: number;
  /** Headers of the client's request that are forwarded. */
  readonly forwardHeaders: readonly string[];
  /** Signs a token that names the viewer to this subgraph only. */
  readonly signToken: TokenSigner;
  readonly resilience: ResilienceOptions;
}

/**
 * Creates the resilient client of one subgraph. Every request carries a signed token of the viewer and the request id.
 */
export function createSubgraphClient({ signToken, resilience, ...options }: SubgraphClientOptions): Subgraph {
  const headers = ({ client }: SubgraphRequest) => {
    const { viewer, requestId } = readIdentity(client);
    const token = signToken(viewer, options.name);
    return token instanceof Promise
      ? token.then((signed) => createHeaders(signed, requestId))
      : createHeaders(token, requestId);
  };
  const { concurrency: connections = 100 } = resilience;
  return createResilientSubgraph(
    createHttpSubgraph({ ...options, connections, headers, ownCredentials: true }),
    resilience,
  );
}

function createHeaders(token: string, requestId: string): Readonly<Record<string, string>> {
  return { authorization: `Bearer ${token}`, 'x-request-id': requestId };
}
