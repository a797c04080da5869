import { WebSocket } from 'ws';
import type { Person } from '../../graph/people.ts';
import type { AttackedSystem, ServiceName } from '../system/attacked-system.ts';

/** A WebSocket to a gateway that sends any message, in any order. */
export interface LiveSocket {
  readonly socket: WebSocket;
  /** Sends a message, or several. A text is sent as it is. */
  readonly send: (...messages: readonly unknown[]) => void;
  /** Messages that have arrived. */
  readonly messages: readonly LiveMessage[];
  /** Waits for a number of messages, the end of the connection or a deadline. Returns all that have arrived. */
  readonly waitFor: (count: number) => Promise<readonly LiveMessage[]>;
  /** Waits for the end of the connection. Returns its close code, or undefined after a deadline. */
  readonly closeCode: () => Promise<number | undefined>;
}

/** A message of graphql-transport-ws. */
export interface LiveMessage {
  readonly type: string;
  readonly id?: string;
  // biome-ignore lint/suspicious/noExplicitAny: payloads have every shape; each audit is the check.
  readonly payload?: any;
}

/** Far longer than the deadlines of the gateway, and than delays of a busy machine. */
const patienceMs = 20_000;

/** Opens a WebSocket. Rejects with the status if the handshake is refused. */
export async function openLiveSocket(origin: string): Promise<LiveSocket> {
  const socket = new WebSocket(`${origin.replace('http', 'ws')}/graphql`, 'graphql-transport-ws');
  const messages: LiveMessage[] = [];
  let wake = (): void => {};
  let code: number | undefined;
  socket.on('message', (data) => {
    messages.push(JSON.parse(String(data)));
    wake();
  });
  socket.on('close', (closeCode) => {
    code = closeCode;
    wake();
  });
  await new Promise<void>((resolve, reject) => {
    socket.once('open', resolve);
    socket.on('error', reject);
  });
  const wait = async (isOver: () => boolean): Promise<void> => {
    let isLate = false;
    const timer = setTimeout(() => {
      isLate = true;
      wake();
    }, patienceMs);
    while (!(isOver() || isLate || code !== undefined))
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
    clearTimeout(timer);
  };
  return {
    socket,
    send: (...all) => {
      for (const message of all)
        socket.send(typeof message === 'string' ? message : JSON.stringify(message), () => {});
    },
    messages,
    waitFor: async (count) => {
      await wait(() => messages.length >= count);
      return messages;
    },
    closeCode: async () => {
      await wait(() => false);
      return code;
    },
  };
}

/** Opens a WebSocket, and waits for the acknowledgement of a person's token. */
export async function openAcknowledged(
  system: AttackedSystem,
  person: Person,
  service: ServiceName = 'gateway',
): Promise<LiveSocket> {
  const opened = await openLiveSocket(system.origins[service]);
  const authorization = `Bearer ${await system.tokenFor(service, person)}`;
  opened.send({ type: 'connection_init', payload: { authorization } });
  await opened.waitFor(1);
  return opened;
}

/** Returns the status of a handshake with these headers. */
export function shakeHands(
  origin: string,
  { protocols = ['graphql-transport-ws'], page, path = '/graphql' }: Handshake = {},
): Promise<number> {
  const socket = new WebSocket(
    `${origin.replace('http', 'ws')}${path}`,
    [...protocols],
    page === undefined ? {} : { origin: page },
  );
  const { promise, resolve, reject } = Promise.withResolvers<number>();
  socket.on('open', () => resolve(101));
  socket.on('unexpected-response', (_, { statusCode = 0 }) => resolve(statusCode));
  socket.on('error', reject);
  return promise.finally(() => {
    socket.on('error', () => {});
    socket.terminate();
  });
}

/** Deviations from a valid handshake. */
export interface Handshake {
  readonly protocols?: readonly string[];
  /** Origin of the page that opens the WebSocket. default: none, as outside a browser */
  readonly page?: string;
  readonly path?: string;
}
