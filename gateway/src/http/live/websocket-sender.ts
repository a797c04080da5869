import type { UnreadReplies } from '@supergraph/service-kit/http/unread-replies.ts';
import type { WebSocket } from 'ws';

/** Maximum number of bytes that wait for a client that sends messages but does not read. */
const maxBufferedBytes = 1_000_000;

/** Sends the messages of one WebSocket. Counts those that its client leaves unread, as replies over HTTP are counted. */
export class SocketSender {
  readonly #socket: WebSocket;
  readonly #unread: UnreadReplies;
  /** Length of the messages that the network has not taken. */
  #waiting = 0;
  /** Whether they will be counted at the end of the turn. */
  #isCounting = false;

  constructor(socket: WebSocket, unread: UnreadReplies) {
    this.#socket = socket;
    this.#unread = unread;
  }

  /** Sends a message. Resolves once the network has taken it, or the connection is closed. */
  send(text: string): Promise<void> {
    return new Promise((resolve) => {
      const socket = this.#socket;
      if (socket.readyState !== socket.OPEN) return resolve();
      if (!this.#unread.makeRoom(text.length)) {
        this.destroy();
        return resolve();
      }
      if (!this.#isCounting) setImmediate(count, this);
      this.#isCounting = true;
      this.#waiting += text.length;
      socket.send(text, () => {
        this.#waiting -= text.length;
        if (this.#waiting === 0) this.end();
        resolve();
      });
    });
  }

  /** Counts what the network has not taken by the end of the turn. */
  count(): void {
    this.#isCounting = false;
    if (this.#waiting > 0 && this.#socket.readyState === this.#socket.OPEN)
      this.#unread.hold(this, this.#waiting);
  }

  /** Disconnects a client that sends messages and does not read the answers. Returns whether it did. */
  isStuck(): boolean {
    if (this.#socket.bufferedAmount <= maxBufferedBytes) return false;
    this.destroy();
    return true;
  }

  /** Disconnects the client. */
  destroy(): void {
    this.#socket.terminate();
  }

  /** Ends the count. */
  end(): void {
    this.#unread.release(this);
  }
}

const count = (sender: SocketSender): void => sender.count();
