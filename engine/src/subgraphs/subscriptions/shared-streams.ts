import type { RequestHeaders } from '../request-headers.ts';
import type { SubscriptionRequest } from '../subgraph.ts';
import { connectShared, type SharedSource } from './connect-shared.ts';
import { SharedConnection } from './shared-connection.ts';
import type { Stream } from './stream.ts';

/** Maximum number of streams of a connection. More connections spread over the replicas of a subgraph. */
const maxStreams = 500;

/** Time in milliseconds for which a subgraph that refused the subprotocol is not offered it again. */
const retryAfterMs = 60_000;

/** A connection, and the number of streams that it carries or waits for. */
interface Line {
  readonly connecting: Promise<SharedConnection | undefined>;
  streams: number;
}

/**
 * Streams of a subgraph that share connections. Offers the subgraph the subprotocol with the first stream, and with the
 * next ones if it accepts.
 */
export class SharedStreams {
  readonly #source: SharedSource & { readonly headersOf: RequestHeaders };
  readonly #lines = new Set<Line>();
  #isKnown = false;
  #refusedUntil = 0;

  constructor(source: SharedSource & { readonly headersOf: RequestHeaders }) {
    this.#source = source;
  }

  /** Opens a stream, or returns undefined if the subgraph cannot share connections: see {@link OpenStream}. */
  async open(request: SubscriptionRequest, cursor: string | undefined): Promise<Stream | undefined> {
    if (performance.now() < this.#refusedUntil) return undefined;
    const headers = await this.#source.headersOf(request);
    const line = [...this.#lines].find(({ streams }) => streams < maxStreams) ?? this.#createLine(headers);
    line.streams += 1;
    let connection: SharedConnection | undefined;
    try {
      connection = await line.connecting;
    } finally {
      if (connection === undefined) this.#leave(line, connection);
    }
    const { body, observer } = request;
    return connection?.open({ headers, body, observer, cursor });
  }

  close(): void {
    for (const { connecting } of this.#lines)
      void connecting.then((connection) => connection?.close()).catch(() => {});
  }

  #createLine(headers: readonly string[]): Line {
    const line: Line = { connecting: this.#connect(headers, () => line), streams: 0 };
    this.#lines.add(line);
    return line;
  }

  async #connect(headers: readonly string[], line: () => Line): Promise<SharedConnection | undefined> {
    try {
      const connected = await connectShared(this.#source, headers);
      if ('socket' in connected) {
        this.#isKnown = true;
        const connection = new SharedConnection(connected.socket, this.#source, {
          onEnd: () => this.#leave(line(), connection),
          onClose: () => this.#lines.delete(line()),
        });
        return connection;
      }
      this.#lines.delete(line());
      if (!isTemporary(connected.status)) this.#refusedUntil = performance.now() + retryAfterMs;
    } catch (error) {
      this.#lines.delete(line());
      // A server may reset what it does not understand, so a request of its own decides.
      if (this.#isKnown) throw error;
    }
    return undefined;
  }

  #leave(line: Line, connection: SharedConnection | undefined): void {
    line.streams -= 1;
    if (line.streams > 0) return;
    this.#lines.delete(line);
    connection?.close();
  }
}

/** Returns whether a status says nothing about the subprotocol. */
function isTemporary(status: number): boolean {
  return status === 401 || status === 407 || status === 429 || (status >= 500 && status !== 501);
}
