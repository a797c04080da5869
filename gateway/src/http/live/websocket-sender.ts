import type { Socket } from 'node:net';
import type { UnreadReplies } from '@supergraph/service-kit/http/unread-replies.ts';
import type { WebSocket } from 'ws';

/** Maximum number of bytes that wait for a client that sends messages but does not read. */
const maxBufferedBytes = 1_000_000;

/** Sends the messages of one WebSocket. Counts those that its client leaves unread, as replies over HTTP are counted. */
export class SocketSender {
  readonly #webSocket: WebSocket;
  readonly #socket: Socket;
  readonly #unread: UnreadReplies;
  /** Length of the messages that the network has not taken. */
  #waiting = 0;

  /** `socket` is the connection of the WebSocket. */
  constructor(webSocket: WebSocket, socket: Socket, unread: UnreadReplies) {
    this.#webSocket = webSocket;
    this.#socket = socket;
    this.#unread = unread;
  }

  /**
   * Sends a message, as a text or as its frame. Returns undefined if the network takes it at once, or else a promise that
   * resolves once it has, or the connection is closed.
   */
  send(message: string | Buffer): Promise<void> | undefined {
    const [webSocket, socket] = [this.#webSocket, this.#socket];
    if (webSocket.readyState !== webSocket.OPEN) return undefined;
    const frame = typeof message === 'string' ? writeFrame(message) : message;
    if (!this.#unread.makeRoom(frame.length)) {
      this.destroy();
      return undefined;
    }
    socket.write(frame);
    if (socket.writableLength === 0) return undefined;
    this.#waiting += frame.length;
    this.#unread.hold(this, this.#waiting);
    // Most messages are taken at once. A callback for each of them would cost a turn of the tick queue.
    return new Promise((resolve) => {
      socket.write('', () => {
        this.#waiting -= frame.length;
        if (this.#waiting === 0) this.end();
        resolve();
      });
    });
  }

  /** Disconnects a client that sends messages and does not read the answers. Returns whether it did. */
  isStuck(): boolean {
    if (this.#socket.writableLength <= maxBufferedBytes) return false;
    this.destroy();
    return true;
  }

  /** Disconnects the client. */
  destroy(): void {
    this.#webSocket.terminate();
  }

  /** Ends the count. */
  end(): void {
    this.#unread.release(this);
  }
}

/**
 * Returns the frame of a text message (RFC 6455, section 5.2). ws would write its head and its payload in two pieces, which
 * takes longer.
 */
export function writeFrame(text: string): Buffer {
  const length = Buffer.byteLength(text);
  const headLength = length < 126 ? 2 : length < 65_536 ? 4 : 10;
  const frame = Buffer.allocUnsafe(headLength + length);
  frame[0] = finalText;
  if (length < 126) frame[1] = length;
  else if (length < 65_536) {
    frame[1] = 126;
    frame.writeUInt16BE(length, 2);
  } else {
    frame[1] = 127;
    frame.writeBigUInt64BE(BigInt(length), 2);
  }
  frame.write(text, headLength);
  return frame;
}

/** First byte of a frame that is a whole text message. */
const finalText = 0x81;
