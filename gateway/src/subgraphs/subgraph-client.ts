import {
  createHttpSubgraph,
  createResilientSubgraph,
  type ResilienceOptions,
  type Subgraph,
  type SubgraphRequest,
} from '@supergraph/engine';
import type { TokenSigner } from '@supergraph/service-kit/identity/token-signer.ts';
import { readIdentity } from '../gateway-context.ts';

/** What a client of a subgraph needs. */
export interface SubgraphClientOptions {
  readonly name: string;
  readonly url: string;
  /** How long a subgraph may take to answer, in milliseconds. */
  readonly timeoutMs: number;
  /** The largest answer that is read, in bytes after decompression. */
  readonly maxResponseBytes: number;
  /** The headers of a client's request that are passed on. */
  readonly forwardHeaders: readonly string[];
  /** Signs who asks, for this subgraph and no other. */
  readonly signToken: TokenSigner;
  readonly resilience: ResilienceOptions;
}

/** Creates the client of one subgraph, which is asked with care. Every request carries a signed token of the viewer, and the request id. */
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
