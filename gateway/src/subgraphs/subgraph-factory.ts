import {
  type AnswerCache,
  type ClientRequest,
  createHttpSubgraph,
  createLocalSubgraph,
  createResilientSubgraph,
  createSharedReads,
  type GatewayOptions,
  type ResilienceEvent,
  type Subgraph,
  type SubgraphRequest,
} from '@supergraph/engine';
import type { TokenSigner } from '@supergraph/service-kit/identity/token-signer.ts';
import type { SubgraphRuntime } from '@supergraph/service-kit/subgraph/subgraph-runtime.ts';
import { subgraphUrl, subscriptionsUrl } from '@supergraph/service-kit/subgraph/subgraph-urls.ts';
import { createSubscribe } from '@supergraph/service-kit/subgraph/subscription.ts';
import { type CausedWork, runInSpan } from '@supergraph/service-kit/telemetry/run-in-span.ts';
import { SpanKind } from '@supergraph/service-kit/telemetry/trace-context.ts';
import type { GatewayConfig } from '../gateway-config.ts';
import { readIdentity, sharingKey } from '../gateway-context.ts';
import type { GatewayRejections } from './gateway-rejections.ts';
import { subscribeInProcess } from './in-process-subscription.ts';

/** Options that decide how subgraphs are reached. */
export interface SubgraphFactoryOptions {
  readonly config: Pick<GatewayConfig, 'subgraphs' | 'supergraph'>;
  readonly inProcessSubgraphs: readonly SubgraphRuntime[];
  /** Undefined if there is no key to sign requests. Subgraphs in other processes are then unreachable. */
  readonly signToken: TokenSigner | undefined;
  readonly rejections: GatewayRejections;
  /** Cache of answers of subgraphs in other processes. default: off */
  readonly cache?: AnswerCache | undefined;
  /** Called when a subgraph in another process gets its client. */
  readonly onCreate: (subgraph: string) => void;
  /** Called for each event of a subgraph's retries and circuit breaker. */
  readonly onEvent: (subgraph: string, event: ResilienceEvent) => void;
}

/**
 * Creates the clients of subgraphs. Calls a subgraph in this process directly, and any other at the URL of the
 * configuration or the supergraph.
 */
export function createSubgraphFactory({
  config,
  inProcessSubgraphs,
  signToken,
  rejections,
  cache,
  onCreate,
  onEvent,
}: SubgraphFactoryOptions): NonNullable<GatewayOptions['createSubgraph']> {
  const { timeoutMs, maxResponseBytes, forwardHeaders, resilience, shareReads } = config.subgraphs;
  const keyOfClient = (client: ClientRequest) =>
    client.origin === 'client' ? `${cache?.epoch() ?? 0} ${sharingKey(client, forwardHeaders)}` : undefined;
  return ({ name, url }) => {
    const inProcess = inProcessSubgraphs.find((subgraph) => subgraph.name === name);
    if (inProcess !== undefined) return createInProcessSubgraph(inProcess, timeoutMs);
    if (signToken === undefined)
      throw new Error(`INTERNAL_PRIVATE_KEY_FILE is required to call the subgraph "${name}"`);
    const http = createHttpSubgraph({
      name,
      url: subgraphUrl(config.supergraph.urls, { name, url }),
      subscriptionsUrl: subscriptionsUrl(config.supergraph.subscriptionsUrls, { name }),
      timeoutMs,
      maxResponseBytes,
      forwardHeaders,
      connections: resilience.concurrency,
      headers: ({ client }) => signHeaders(client, name, signToken),
      ownCredentials: true,
    });
    onCreate(name);
    const resilient = createResilientSubgraph(http, {
      ...resilience,
      onEvent: (event) => onEvent(name, event),
    });
    const watched = rejections.watch(name, resilient);
    const shared = shareReads ? createSharedReads(watched, { keyOf: keyOfClient }) : watched;
    return cache?.wrap(name, shared) ?? shared;
  };
}

/**
 * Creates the client of a subgraph in this process. The subgraph receives the viewer that the gateway has
 * verified, while a subgraph in another process receives a signed token. In both cases the subgraph decides
 * what the viewer may see.
 */
function createInProcessSubgraph(subgraph: SubgraphRuntime, timeoutMs: number): Subgraph {
  const { name, schema, createContext, formatError, telemetry } = subgraph;
  const subscribe = createSubscribe(subgraph);
  const contextValue = (request: SubgraphRequest) =>
    createContext(readIdentity(request.client).viewer, request);
  const local = createLocalSubgraph({ schema, contextValue, formatError, timeoutMs });
  return {
    // The client receives only some of the errors of a subgraph, so these do not count for its request.
    execute: (request) => runInSpan(telemetry.tracing, causeOf(name, request), () => local.execute(request)),
    subscribe: (request) => subscribeInProcess(subscribe, request),
  };
}

/** Returns the request of a gateway that a subgraph in its process works for. */
function causeOf(name: string, { client, observer }: SubgraphRequest): CausedWork {
  const { requestId: id } = readIdentity(client);
  return { id, name: `subgraph ${name}`, kind: SpanKind.INTERNAL, cause: observer?.headers ?? {} };
}

/** Returns the headers of a subgraph request: a signed token of the viewer, and the request id. */
function signHeaders(client: ClientRequest, subgraph: string, signToken: TokenSigner) {
  const { viewer, requestId } = readIdentity(client);
  const headersOf = (token: string) => ({ authorization: `Bearer ${token}`, 'x-request-id': requestId });
  const token = signToken(viewer, subgraph);
  return token instanceof Promise ? token.then(headersOf) : headersOf(token);
}
