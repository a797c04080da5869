import { Pool } from 'undici';
import { readNumbers } from '../number-options.ts';
import { createDeadlines } from './deadlines.ts';
import { readGraphQLAnswer } from './http-answer.ts';
import { exchange, type HttpAnswer } from './http-exchange.ts';
import { createRequestHeaders, type HeaderOptions, withDeadline } from './request-headers.ts';
import type { CacheHeaders, Subgraph } from './subgraph.ts';
import { createHttpSubscriptions } from './subscriptions/http-subscriptions.ts';

/** Options of a subgraph over HTTP. */
export interface HttpSubgraphOptions extends HeaderOptions {
  readonly url: string;
  /** Name for log messages. default: the URL */
  readonly name?: string;
  /**
   * Timeout in milliseconds, from the request to the end of the answer, including the wait for a connection. The
   * request's own deadline applies if it is earlier. The subgraph receives the remaining time in `x-deadline-ms`.
   * default: 30 000
   */
  readonly timeoutMs?: number | undefined;
  /** Maximum size of an answer in bytes, after decompression. default: 16 MiB */
  readonly maxResponseBytes?: number | undefined;
  /** Maximum number of concurrent requests; further ones wait. default: 128 */
  readonly connections?: number | undefined;
  /**
   * If true, the subgraph's `Cache-Control` headers restrict how long a client's whole answer may be cached. An
   * answer without that header then makes the whole answer not cacheable. default: true
   */
  readonly honorCacheControl?: boolean;
  /**
   * True if `headers` carries the gateway's own credentials rather than the client's. A 401 or 407 is then a failure
   * with the code GATEWAY_REFUSED, and its body is not for clients. default: false
   */
  readonly ownCredentials?: boolean;
  /**
   * URL of subscriptions. One with `ws:` or `wss:` is followed with graphql-transport-ws, one with `http:` or `https:` over
   * server-sent events. default: `url`
   */
  readonly subscriptionsUrl?: string | undefined;
  /** Time in milliseconds for which a broken subscription is resumed, if the subgraph sends cursors. default: 30 000 */
  readonly subscriptionGraceMs?: number | undefined;
  /**
   * Time in milliseconds after which a silent subscription counts as broken, if the subgraph has sent a heartbeat before.
   * default: 40 000
   */
  readonly subscriptionSilenceMs?: number | undefined;
}

/**
 * Creates a subgraph over HTTP/1.1 with keep-alive connections. It follows no redirects, enforces `maxResponseBytes`,
 * and gives up at the deadline.
 */
export function createHttpSubgraph(options: HttpSubgraphOptions): Subgraph {
  const url = new URL(options.url);
  const name = options.name ?? options.url;
  const numbers = readNumbers('createHttpSubgraph', options, rules);
  const { timeoutMs, maxResponseBytes, connections } = numbers;
  const { subscriptionGraceMs: graceMs, subscriptionSilenceMs: silenceMs } = numbers;
  const deadlines = createDeadlines();
  const { honorCacheControl = true, ownCredentials = false } = options;
  const headersOf = createRequestHeaders(options);
  const path = url.pathname + url.search;
  // Timeouts are off, because the exchange has its own deadline and undici's two timers per request cost time.
  const pool = new Pool(url.origin, {
    connections,
    headersTimeout: 0,
    bodyTimeout: 0,
    allowH2: false,
  });
  const subscriptions = createHttpSubscriptions({
    ...options,
    ...{ name, timeoutMs, graceMs, silenceMs, maxResponseBytes, ownCredentials },
    url: options.subscriptionsUrl ?? options.url,
  });
  return {
    async execute(request) {
      const { body, signal, client, observer } = request;
      const making = headersOf(request);
      const headers = making instanceof Promise ? await making : making;
      observer?.onRequest(Buffer.byteLength(body));
      const deadline = Math.min(performance.now() + timeoutMs, request.deadline ?? Number.POSITIVE_INFINITY);
      const limits = { deadlines, deadline, maxResponseBytes, signal };
      const answer = await exchange(
        pool,
        { method: 'POST', path, headers: withDeadline(headers, deadline), body },
        limits,
      );
      observer?.onResponse(answer.status, answer.body.length);
      if (honorCacheControl) client.restrictCache(cacheHeadersOf(answer));
      return readGraphQLAnswer(name, answer, { maxBytes: maxResponseBytes, ownCredentials });
    },
    subscribe: subscriptions.subscribe,
    async close() {
      await Promise.all([pool.close(), subscriptions.close()]);
    },
  };
}

const rules = {
  timeoutMs: { fallback: 30_000 },
  maxResponseBytes: { fallback: 16 * 1024 * 1024 },
  connections: { fallback: 128, min: 1 },
  subscriptionGraceMs: { fallback: 30_000 },
  subscriptionSilenceMs: { fallback: 40_000 },
};

function cacheHeadersOf({ headers }: HttpAnswer): CacheHeaders {
  const { 'cache-control': cacheControl, age } = headers;
  // A header that came twice is a list, although its type says string.
  return { cacheControl: cacheControl && String(cacheControl), age: age && String(age) };
}
