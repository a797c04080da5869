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

  constructor(socket: WebSocket, unread: UnreadReplies) {
    this.#socket = socket;
    this.#unread = unread;
  }

  /**
   * Sends a message. Returns undefined if the network takes it at once, or else a promise that resolves once it has, or the
   * connection is closed.
   */
  send(text: string): Promise<void> | undefined {
    const socket = this.#socket;
    if (socket.readyState !== socket.OPEN) return undefined;
    if (!this.#unread.makeRoom(text.length)) {
      this.destroy();
      return undefined;
    }
    let onTaken = (): void => {};
    socket.send(text, () => onTaken());
    if (socket.bufferedAmount === 0) return undefined;
    this.#waiting += text.length;
    this.#unread.hold(this, this.#waiting);
    return new Promise((resolve) => {
      onTaken = () => {
        this.#waiting -= text.length;
        if (this.#waiting === 0) this.end();
        resolve();
      };
    });
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
