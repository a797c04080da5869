import { request } from 'node:http';
import { WebSocket } from 'ws';
import { isRecord } from '../processes/is-record.ts';
import { type Protocol, query } from './live-cases.ts';

/** Subscription of one client. */
export type SubscriptionDetails = {
  readonly url: string;
  readonly token: string;
  readonly variables: unknown;
  /** Receives each event, or error, as JSON. */
  readonly onText: (text: string) => void;
  /** Called if the subscription ends and was not closed. */
  readonly onEnd: (reason: string) => void;
};

/** Connection of a client. */
export type Connection = { readonly close: () => void };

/** Opens a subscription on a connection of its own. Resolves when the gateway has accepted the connection. */
export function openSubscription(protocol: Protocol, details: SubscriptionDetails): Promise<Connection> {
  return new Promise((resolve, reject) => {
    let isClosed = false;
    const start = protocol === 'SSE' ? openEventStream : openWebSocket;
    const close = start(details, {
      onOpen: () =>
        resolve({
          close: () => {
            isClosed = true;
            close();
          },
        }),
      onEnd: (reason) => {
        if (isClosed) return;
        details.onEnd(reason);
        reject(new Error(reason));
      },
    });
  });
}

/** Starts a connection with its callbacks. Returns a function that closes it. */
type Start = (
  details: SubscriptionDetails,
  callbacks: { readonly onOpen: () => void; readonly onEnd: (reason: string) => void },
) => () => void;

/** Speaks graphql-transport-ws, as much of it as a subscription needs. */
const openWebSocket: Start = ({ url, token, variables, onText }, { onOpen, onEnd }) => {
  const socket = new WebSocket(url.replace('http', 'ws'), 'graphql-transport-ws', {
    perMessageDeflate: false,
  });
  const send = (message: object): void => socket.send(JSON.stringify(message));
  socket.once('open', () => send({ type: 'connection_init', payload: { authorization: `Bearer ${token}` } }));
  socket.on('message', (data) => {
    const text = String(data);
    if (text.includes('"type":"next"')) return onText(text);
    const message: unknown = JSON.parse(text);
    const type = isRecord(message) ? message.type : undefined;
    if (type === 'connection_ack') {
      send({ id: '1', type: 'subscribe', payload: { query, variables } });
      onOpen();
    } else if (type === 'ping') send({ type: 'pong' });
    else if (type !== 'pong') onEnd(text);
  });
  socket.once('error', ({ message }) => onEnd(message));
  socket.once('close', (code) => onEnd(`close code ${code}`));
  return () => socket.terminate();
};

/** Reads server-sent events of a request of its own. */
const openEventStream: Start = ({ url, token, variables, onText }, { onOpen, onEnd }) => {
  const headers = {
    'content-type': 'application/json',
    accept: 'text/event-stream',
    authorization: `Bearer ${token}`,
  };
  const sent = request(url, { agent: false, method: 'POST', headers }, (response) => {
    let unread = '';
    response.setEncoding('utf8').on('data', (chunk: string) => {
      const events = (unread + chunk).split('\n\n');
      unread = events.pop() ?? '';
      for (const event of events) {
        const data = /^data: ?(.+)/m.exec(event)?.[1];
        if (data !== undefined) onText(data);
        else if (event.includes('event: complete')) onEnd('complete');
      }
    });
    response.once('close', () => onEnd(`the end of the answer, ${unread}`));
    if (response.statusCode === 200) onOpen();
    else onEnd(`status ${response.statusCode}`);
  });
  sent.once('error', ({ message }) => onEnd(message));
  sent.end(JSON.stringify({ query, variables }));
  return () => sent.destroy();
};
