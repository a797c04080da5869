import { Agent, Pool } from 'undici';
import { createRequestHeaders, type HeaderOptions, headersOfStreams } from '../request-headers.ts';
import type { Subgraph } from '../subgraph.ts';
import { subscribeOverSse } from './sse-subscription.ts';
import { subscribeOverWs } from './ws-subscription.ts';

/** Options of subscriptions of a subgraph. */
export interface HttpSubscriptionsOptions extends HeaderOptions {
  readonly name: string;
  /** URL with the protocol `http:`, `https:`, `ws:` or `wss:`. */
  readonly url: string;
  readonly timeoutMs: number;
  readonly graceMs: number;
  readonly silenceMs: number;
  readonly maxResponseBytes: number;
  readonly ownCredentials: boolean;
}

/**
 * Creates the subscriptions of a subgraph: over server-sent events, or with graphql-transport-ws for a
 * WebSocket URL. Each subscription has its own connection.
 */
export function createHttpSubscriptions(
  options: HttpSubscriptionsOptions,
): Required<Pick<Subgraph, 'subscribe' | 'close'>> {
  const url = new URL(options.url);
  const source = { ...options, headersOf: createRequestHeaders(options, headersOfStreams) };
  if (url.protocol === 'ws:' || url.protocol === 'wss:') {
    const agent = new Agent({ webSocket: { maxPayloadSize: options.maxResponseBytes } });
    return {
      subscribe: (request) => subscribeOverWs(request, { ...source, agent }),
      close: () => agent.destroy(),
    };
  }
  const pool = new Pool(url.origin, { headersTimeout: 0, bodyTimeout: 0, allowH2: false });
  const path = url.pathname + url.search;
  return {
    subscribe: (request) => subscribeOverSse(request, { ...source, pool, path }),
    close: () => pool.destroy(),
  };
}
