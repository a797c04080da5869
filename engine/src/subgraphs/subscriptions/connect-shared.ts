import { WebSocket } from 'ws';
import { brokenStream, silentStream } from './stream.ts';

/** Subprotocol of a WebSocket that carries many subscriptions with cursors: see docs/live.md. */
const sharedProtocol = 'subgraph-subscriptions-1';

/** Subgraph that may carry many subscriptions on one connection. */
export interface SharedSource {
  /** Name for log messages. */
  readonly name: string;
  /** URL with the protocol `http:` or `https:`. */
  readonly url: string;
  /** Time in milliseconds for the connection, and for the first message of a stream. */
  readonly timeoutMs: number;
  /** Time in milliseconds after which a silent connection counts as broken. */
  readonly silenceMs: number;
  /** Maximum size of one event. */
  readonly maxResponseBytes: number;
  readonly ownCredentials: boolean;
}

/** Result of a connection attempt: the status is that of an answer instead of a connection. */
export type Connected = { readonly socket: WebSocket } | { readonly status: number };

/** Longest part of a message besides its payload. */
export const envelopeBytes = 64_000;

/** Connects with these headers, names and values in turn. Rejects if there is neither a connection nor an answer. */
export function connectShared(source: SharedSource, headers: readonly string[]): Promise<Connected> {
  const { name, url, timeoutMs, maxResponseBytes } = source;
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(url, sharedProtocol, {
      headers: { ...namedHeaders(headers), 'x-max-event-bytes': String(maxResponseBytes) },
      perMessageDeflate: false,
      maxPayload: maxResponseBytes + envelopeBytes,
    });
    const timer = setTimeout(() => {
      reject(silentStream(name));
      socket.terminate();
    }, timeoutMs).unref();
    socket.once('open', () => {
      clearTimeout(timer);
      resolve({ socket });
    });
    socket.once('unexpected-response', (request, { statusCode = 0 }) => {
      clearTimeout(timer);
      request.destroy();
      resolve({ status: statusCode });
    });
    socket.on('error', (cause: Error) => {
      clearTimeout(timer);
      // An answer that is no WebSocket of this subprotocol has no system error.
      if ('code' in cause) reject(brokenStream(name, cause.message, cause));
      else resolve({ status: 0 });
    });
  });
}

/** Returns headers for the request that opens a connection, which has no body. */
function namedHeaders(flat: readonly string[]): Record<string, string> {
  const named: Record<string, string> = {};
  for (let index = 0; index + 1 < flat.length; index += 2) {
    const [name = '', value = ''] = flat.slice(index, index + 2);
    if (name !== 'accept' && name !== 'content-type') named[name] = value;
  }
  return named;
}
