import { once } from 'node:events';
import { onTestFinished } from 'vitest';
import { WebSocket } from 'ws';

/** A WebSocket that sends any bytes. */
export interface RawSocket {
  readonly socket: WebSocket;
  readonly send: (message: unknown) => void;
  /** Returns the next message, or undefined once the connection is closed. */
  // biome-ignore lint/suspicious/noExplicitAny: tests look into messages of every shape; each expectation is the check.
  readonly next: () => Promise<any>;
  readonly closed: Promise<{ readonly code: number; readonly reason: string }>;
}

/** Opens a WebSocket with the subprotocol graphql-transport-ws. It ends with the test. */
export async function openRawSocket(
  { url }: { readonly url: string },
  {
    init = true,
    autoPong = true,
    payload,
    headers = {},
  }: {
    readonly init?: boolean;
    readonly autoPong?: boolean;
    readonly payload?: unknown;
    readonly headers?: Readonly<Record<string, string>>;
  } = {},
): Promise<RawSocket> {
  const socket = new WebSocket(`${url.replace('http', 'ws')}/graphql`, 'graphql-transport-ws', {
    autoPong,
    headers,
  });
  onTestFinished(() => socket.terminate());
  const messages: unknown[] = [];
  let wake = (): void => {};
  const closed = new Promise<{ code: number; reason: string }>((resolve) =>
    socket.once('close', (code, reason) => {
      resolve({ code, reason: String(reason) });
      wake();
    }),
  );
  socket.on('message', (data) => {
    messages.push(JSON.parse(String(data)));
    wake();
  });
  socket.on('error', () => {});
  const next = async (): Promise<unknown> => {
    while (messages.length === 0 && socket.readyState !== socket.CLOSED)
      await new Promise<void>((resolve) => (wake = resolve));
    return messages.shift();
  };
  const send = (message: unknown): void =>
    socket.send(typeof message === 'string' ? message : JSON.stringify(message));
  await once(socket, 'open');
  if (init) {
    send({ type: 'connection_init', payload });
    await next();
  }
  return { socket, send, next, closed };
}
