import { Agent, Pool } from 'undici';
import { createRequestHeaders, type HeaderOptions, headersOfStreams } from '../request-headers.ts';
import type { Subgraph } from '../subgraph.ts';
import { subscribeResumed } from './resumed-subscription.ts';
import { SharedStreams } from './shared-streams.ts';
import { openSseStream } from './sse-stream.ts';
import type { OpenStream } from './stream.ts';
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
 * Creates the subscriptions of a subgraph: with graphql-transport-ws for a WebSocket URL, else over server-sent events.
 * Each has its own connection, except those of a subgraph that accepts many on one.
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
  const shared = new SharedStreams(source);
  const open: OpenStream = async (request, cursor) =>
    (await shared.open(request, cursor)) ?? openSseStream(request, cursor, { ...source, pool, path });
  const resumed = { name: options.name, graceMs: options.graceMs, open };
  return {
    subscribe: (request) => subscribeResumed(request, resumed),
    close() {
      shared.close();
      return pool.destroy();
    },
  };
}
