import type { WebSocket } from 'ws';
import type { WholeReply } from '../http/http-handler.ts';
import type { SubscriptionAnswer } from './subscription.ts';

/** Sends the answers of many subscriptions on one connection. */
export interface SubscriptionSender {
  /** Sends an answer. Returns a promise to wait for before the next one, if the gateway has much to take. */
  readonly next: (id: number, answer: SubscriptionAnswer) => Promise<void> | undefined;
  /** Sends the cursor up to which the gateway has everything. */
  readonly heartbeat: (id: number, cursor: string | undefined) => void;
  readonly complete: (id: number) => void;
  /** Sends the answer to the request of a subscription that is refused. */
  readonly refuse: (id: number, reply: WholeReply) => void;
  /** Counts events that the gateway has taken. */
  readonly taken: (id: number, size: number) => void;
  /** Ends the wait of a subscription. */
  readonly forget: (id: number) => void;
}

/** Size of events that a gateway may leave untaken on one subscription, in bytes. A gateway counts on it. */
const window = 64_000;

/** Bytes of messages that wait for the network, beyond which all subscriptions wait. */
const maxBufferedBytes = 1_000_000;

/** Text of messages that are sent before the end of the turn. */
const maxQueuedLength = 256_000;

/** Message that several subscriptions may share. */
interface Message {
  readonly content: unknown;
  /** Members without the ids. */
  readonly text: string;
  readonly ids: number[];
}

/** Events of a subscription that the gateway has not taken, and the wait of its next answer. */
interface Account {
  untaken: number;
  wake: (() => void) | undefined;
}

/** Creates the sender of one connection. */
export function createSubscriptionSender(socket: WebSocket, maxEventBytes: number): SubscriptionSender {
  const accounts = new Map<number, Account>();
  const mustWait = ({ untaken }: Account): boolean =>
    socket.readyState === socket.OPEN && (untaken >= window || socket.bufferedAmount > maxBufferedBytes);
  const wakeIfPossible = (account: Account): void => {
    if (account.wake === undefined || mustWait(account)) return;
    account.wake();
    account.wake = undefined;
  };
  const add = createMessageQueue(socket, () => {
    for (const account of accounts.values()) wakeIfPossible(account);
  });
  return {
    next(id, answer) {
      const account = accounts.get(id) ?? { untaken: 0, wake: undefined };
      accounts.set(id, account);
      account.untaken += add(id, answer, () => writeNext(answer, maxEventBytes));
      if (!mustWait(account)) return undefined;
      return new Promise((resolve) => {
        account.wake = resolve;
      });
    },
    heartbeat(id, cursor = '') {
      add(id, cursor, () => `"type":"heartbeat","cursor":${cursor === '' ? null : JSON.stringify(cursor)}`);
    },
    complete(id) {
      add(id, complete, () => '"type":"complete"');
    },
    refuse(id, { status, headers, body }) {
      const reply = JSON.stringify({ type: 'refused', status, headers, body: String(body) });
      add(id, reply, () => reply.slice(1, -1));
    },
    taken(id, size) {
      const account = accounts.get(id);
      if (account === undefined) return;
      account.untaken -= size;
      wakeIfPossible(account);
    },
    forget(id) {
      accounts.get(id)?.wake?.();
      accounts.delete(id);
    },
  };
}

/**
 * Creates a function that adds a message and returns its length. Messages of one turn of the event loop are sent at its
 * end. Those that follow each other and have the same content are written and sent once, with the ids of all.
 */
function createMessageQueue(
  socket: WebSocket,
  onRoom: () => void,
): (id: number, content: unknown, write: () => string) => number {
  let queue: Message[] = [];
  let length = 0;
  const flush = (): void => {
    const messages = queue;
    queue = [];
    length = 0;
    if (messages.length === 0 || socket.readyState !== socket.OPEN) return;
    for (const { ids, text } of messages)
      socket.send(`{"ids":[${ids.join()}],"size":${text.length},${text}}`);
    // The callback follows once the network has taken all of them.
    if (socket.bufferedAmount > maxBufferedBytes) socket.ping(undefined, undefined, onRoom);
  };
  return (id, content, write) => {
    let message = queue.at(-1);
    if (message === undefined || message.content !== content) {
      if (length > maxQueuedLength) flush();
      if (queue.length === 0) setImmediate(flush);
      message = { content, text: write(), ids: [] };
      queue.push(message);
      length += message.text.length;
    }
    message.ids.push(id);
    return message.text.length;
  };
}

const complete = Symbol('complete');

/** Writes an answer. */
function writeNext({ cursor, ...answer }: SubscriptionAnswer, maxEventBytes: number): string {
  const payload = JSON.stringify(answer);
  if (Buffer.byteLength(payload) > maxEventBytes) return '"type":"oversized"';
  return `"type":"next","cursor":${JSON.stringify(cursor ?? null)},"payload":${payload}`;
}
