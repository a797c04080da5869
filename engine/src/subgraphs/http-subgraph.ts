import { Pool } from 'undici';
import { readNumbers } from '../number-options.ts';
import type { CacheHeaders } from './cache-control.ts';
import { createDeadlines } from './deadlines.ts';
import { readGraphQLAnswer } from './http-answer.ts';
import { exchange, type HttpAnswer } from './http-exchange.ts';
import { createRequestHeaders, type HeaderOptions, withDeadline } from './request-headers.ts';
import type { Subgraph } from './subgraph.ts';

/** How a subgraph is reached over HTTP. */
export interface HttpSubgraphOptions extends HeaderOptions {
  readonly url: string;
  /** For messages in the log. default: the URL */
  readonly name?: string;
  /**
   * From the request to the end of the answer, waiting for a connection included, and no longer than the request's own
   * deadline. The subgraph is told how long it has, in `x-deadline-ms`. default: 30 000
   */
  readonly timeoutMs?: number | undefined;
  /** The largest answer that is read, after decompression. default: 16 MiB */
  readonly maxResponseBytes?: number | undefined;
  /** How many requests run at once; further ones wait. default: 128 */
  readonly connections?: number | undefined;
  /**
   * Whether its `Cache-Control` headers restrict how long a client's whole answer may be kept; an answer without that header
   * then makes it uncacheable. default: true
   */
  readonly honorCacheControl?: boolean;
  /**
   * Whether `headers` has the gateway's own credentials, and not the client's. A 401 or 407 then refuses the gateway: it is a
   * failure with the code GATEWAY_REFUSED, and its body is not for clients. default: false
   */
  readonly ownCredentials?: boolean;
}

/**
 * A subgraph over HTTP/1.1 with connections kept alive. It follows no redirects, reads no more than the cap, and gives
 * up at the deadline.
 */
export function createHttpSubgraph(options: HttpSubgraphOptions): Subgraph {
  const url = new URL(options.url);
  const name = options.name ?? options.url;
  const { timeoutMs, maxResponseBytes, connections } = readNumbers('createHttpSubgraph', options, {
    timeoutMs: { fallback: 30_000 },
    maxResponseBytes: { fallback: 16 * 1024 * 1024 },
    connections: { fallback: 128, min: 1 },
  });
  const deadlines = createDeadlines();
  const { honorCacheControl = true, ownCredentials = false } = options;
  const headersOf = createRequestHeaders(options);
  const path = url.pathname + url.search;
  // The exchange has a deadline of its own for the whole; undici's two timers a request would only cost.
  const pool = new Pool(url.origin, {
    connections,
    headersTimeout: 0,
    bodyTimeout: 0,
    allowH2: false,
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
    close: () => pool.close(),
  };
}

function cacheHeadersOf({ headers }: HttpAnswer): CacheHeaders {
  const { 'cache-control': cacheControl, age } = headers;
  // A header that came twice is a list, whatever its type says.
  return { cacheControl: cacheControl && String(cacheControl), age: age && String(age) };
}
