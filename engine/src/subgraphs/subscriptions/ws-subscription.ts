import { type Client, createClient } from 'graphql-ws';
import { type Agent, WebSocket } from 'undici';
import type { RequestHeaders } from '../request-headers.ts';
import type { SubgraphEvent, SubscriptionRequest } from '../subgraph.ts';
import { SubgraphError } from '../subgraph-error.ts';
import { createEventBuffer, type EventBuffer } from './event-buffer.ts';

/** Subgraph that answers subscriptions over WebSockets, with the subprotocol graphql-transport-ws. */
export interface WsSource {
  /** Name for log messages. */
  readonly name: string;
  /** URL with the protocol `ws:` or `wss:`. */
  readonly url: string;
  readonly agent: Agent;
  readonly headersOf: RequestHeaders;
  /** Time in milliseconds for the connection and its acknowledgement. */
  readonly timeoutMs: number;
  /** Time in milliseconds after which a connection that answers no ping counts as broken. */
  readonly silenceMs: number;
  readonly ownCredentials: boolean;
}

/** Maximum number of events that wait for the gateway. A WebSocket has no backpressure. */
const maxWaiting = 1_000;

/**
 * Starts a subscription on its own connection, whose opening request carries the headers. The protocol has no
 * cursors, so a broken connection ends the subscription with an error.
 */
export function subscribeOverWs(
  request: SubscriptionRequest,
  source: WsSource,
): AsyncIterable<SubgraphEvent> {
  return {
    [Symbol.asyncIterator]() {
      const buffer = createEventBuffer(maxWaiting, () =>
        failure(source, 'sends events faster than they are taken', 'broken'),
      );
      const events = follow(request, source, buffer);
      return {
        next: () => events.next(),
        return() {
          buffer.end();
          return events.return();
        },
      };
    },
  };
}

async function* follow(
  request: SubscriptionRequest,
  source: WsSource,
  buffer: EventBuffer,
): AsyncGenerator<SubgraphEvent, void, undefined> {
  const client = open(source, await source.headersOf(request));
  const { query, variables, operationName } = request;
  request.observer?.onRequest(Buffer.byteLength(request.body));
  client.subscribe(
    { query, variables, ...(operationName !== undefined && { operationName }) },
    {
      next: ({ data, errors }) =>
        buffer.push({ ...(data !== undefined && { data }), ...(errors && { errors }) }),
      error(cause) {
        // Errors instead of a stream: the subgraph has refused the subscription.
        if (Array.isArray(cause)) buffer.push({ errors: cause });
        buffer.end(Array.isArray(cause) ? undefined : toSubgraphError(source, cause));
      },
      complete: () => buffer.end(),
    },
  );
  try {
    yield* buffer.events();
  } finally {
    client.terminate();
    await client.dispose();
  }
}

function open({ url, agent, timeoutMs, silenceMs }: WsSource, headers: readonly string[]): Client {
  let silence: NodeJS.Timeout | undefined;
  const client = createClient({
    url,
    webSocketImpl: socketWith(headers, agent),
    retryAttempts: 0,
    connectionAckWaitTimeout: timeoutMs,
    keepAlive: Math.ceil(silenceMs / 3),
    on: {
      ping(received) {
        if (!received) silence ??= setTimeout(() => client.terminate(), silenceMs).unref();
      },
      pong(received) {
        if (received) silence?.refresh();
      },
      closed: () => clearTimeout(silence),
    },
  });
  return client;
}

/** Returns a WebSocket class that sends the headers. graphql-ws gives it a URL and a subprotocol only. */
function socketWith(flat: readonly string[], dispatcher: Agent): unknown {
  const headers: [string, string][] = [];
  for (let index = 0; index + 1 < flat.length; index += 2) {
    const [name = '', value = ''] = flat.slice(index, index + 2);
    if (!ofRequests.has(name)) headers.push([name, value]);
  }
  return class extends WebSocket {
    constructor(url: string | URL, protocols: string | string[]) {
      super(url, { protocols, headers, dispatcher });
    }
  };
}

/** Headers that describe a body. The opening request of a WebSocket has none. */
const ofRequests: ReadonlySet<string> = new Set(['accept', 'content-type']);

function toSubgraphError(source: WsSource, cause: unknown): SubgraphError {
  const { code, reason }: { code?: unknown; reason?: unknown } = Object(cause);
  if (source.ownCredentials && (code === 4401 || code === 4403)) {
    const message = `${source.name} closed with ${code}: it does not accept the credentials of this gateway`;
    return new SubgraphError('GATEWAY_REFUSED', message, { cause });
  }
  // 4400 and similar codes refuse the request. 4408 and 4504 are timeouts.
  const isVerdict = typeof code === 'number' && code >= 4400 && code < 4500 && code !== 4408;
  const what = typeof code === 'number' ? `closed the socket with ${code} ${reason}` : 'broke the socket';
  return failure(source, what, isVerdict ? 'refused' : 'broken', cause);
}

function failure(
  { name }: WsSource,
  what: string,
  kind: 'broken' | 'refused',
  cause?: unknown,
): SubgraphError {
  return new SubgraphError('SUBREQUEST_HTTP_ERROR', `${name} ${what}`, { kind, cause });
}
