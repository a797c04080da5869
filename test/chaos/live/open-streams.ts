import { createClient } from 'graphql-ws';
import { WebSocket } from 'ws';
import { staff } from '../../graph/people.ts';
import { readSseMessages } from '../../graph/sse-messages.ts';
import type { ChaosSystem } from '../system/start-system.ts';

/** Graph to subscribe to. */
type Graph = Pick<ChaosSystem, 'url' | 'tokenOf'>;

/** One message of a stream. */
export interface StreamStep {
  /** Cursor after which the stream can be resumed. */
  readonly cursor?: string | undefined;
  /** Result of an event, or undefined if the message has only a cursor. */
  readonly result?: StreamResult | undefined;
}

/** Result of an event, as a client receives it. */
export interface StreamResult {
  readonly data?: OrdersChanged | null | undefined;
  readonly errors?: readonly unknown[] | undefined;
}

interface OrdersChanged {
  readonly ordersChanged: {
    readonly kind: string;
    readonly at: string;
    readonly order: { readonly id: string };
  };
}

/** Subscribes once, after a cursor or from now on. Ends or throws when the stream breaks. */
export type OpenStream = (after: string | undefined, signal: AbortSignal) => AsyncIterable<StreamStep>;

const selection = 'kind at order { id customer { name } }';

/** Subscribes over server-sent events. Resumes as a browser does, with the header Last-Event-ID. */
export function overEvents({ url, tokenOf }: Graph): OpenStream {
  return async function* (after, signal) {
    const response = await fetch(url, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        accept: 'text/event-stream',
        authorization: `Bearer ${await tokenOf(staff)}`,
        ...(after !== undefined && { 'last-event-id': after }),
      },
      body: JSON.stringify({ query: `subscription { ordersChanged { ${selection} } }` }),
      signal,
    });
    if (!response.ok || response.body === null)
      throw new Error(`${response.status} ${await response.text()}`);
    for await (const { event, id, data } of readSseMessages(response.body))
      yield { cursor: id, ...(event === 'next' && { result: JSON.parse(data) }) };
  };
}

/** Subscribes over a WebSocket with the client of graphql-ws. Resumes with the argument `after`. */
export function overWebSocket({ url, tokenOf }: Graph): OpenStream {
  return async function* (after, signal) {
    const client = createClient({
      url: url.replace('http', 'ws'),
      webSocketImpl: WebSocket,
      retryAttempts: 0,
      connectionParams: async () => ({ authorization: `Bearer ${await tokenOf(staff)}` }),
    });
    const end = (): void => void client.dispose();
    signal.addEventListener('abort', end, { once: true });
    const query = `subscription ($after: String) { ordersChanged(after: $after) { ${selection} } }`;
    try {
      const results = client.iterate<OrdersChanged, { readonly cursor?: string }>({
        query,
        variables: { after },
      });
      for await (const result of results) yield { cursor: result.extensions?.cursor, result };
    } finally {
      signal.removeEventListener('abort', end);
      end();
    }
  };
}
