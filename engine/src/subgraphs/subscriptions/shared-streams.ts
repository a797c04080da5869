import type { RequestHeaders } from '../request-headers.ts';
import type { SubscriptionRequest } from '../subgraph.ts';
import { connectShared, type SharedSource } from './connect-shared.ts';
import { carryStreams, type SharedConnection } from './shared-connection.ts';
import type { Stream } from './stream.ts';

/** Streams that share connections. */
export interface SharedStreams {
  /** Opens a stream, or returns undefined if the subgraph cannot share connections: see {@link OpenStream}. */
  readonly open: (request: SubscriptionRequest, cursor: string | undefined) => Promise<Stream | undefined>;
  readonly close: () => void;
}

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
 * Creates the streams of a subgraph. Offers it the subprotocol with the first stream, and with the next ones if it
 * accepts.
 */
export function createSharedStreams(
  source: SharedSource & { readonly headersOf: RequestHeaders },
): SharedStreams {
  const lines = new Set<Line>();
  let isKnown = false;
  let refusedUntil = 0;
  const connect = async (
    headers: readonly string[],
    line: () => Line,
  ): Promise<SharedConnection | undefined> => {
    try {
      const connected = await connectShared(source, headers);
      if ('socket' in connected) {
        isKnown = true;
        return carryStreams(connected.socket, source, () => lines.delete(line()));
      }
      lines.delete(line());
      if (!isTemporary(connected.status)) refusedUntil = performance.now() + retryAfterMs;
    } catch (error) {
      lines.delete(line());
      // A server may reset what it does not understand, so a request of its own decides.
      if (isKnown) throw error;
    }
    return undefined;
  };
  const createLine = (headers: readonly string[]): Line => {
    const line: Line = { connecting: connect(headers, () => line), streams: 0 };
    lines.add(line);
    return line;
  };
  const leave = (line: Line, connection: SharedConnection | undefined): void => {
    line.streams -= 1;
    if (line.streams > 0) return;
    lines.delete(line);
    connection?.close();
  };
  return {
    async open(request, cursor) {
      if (performance.now() < refusedUntil) return undefined;
      const headers = await source.headersOf(request);
      const line = [...lines].find(({ streams }) => streams < maxStreams) ?? createLine(headers);
      line.streams += 1;
      let connection: SharedConnection | undefined;
      try {
        connection = await line.connecting;
      } finally {
        if (connection === undefined) leave(line, connection);
      }
      const { body, observer } = request;
      return connection?.open({ headers, body, observer, cursor }, () => leave(line, connection));
    },
    close() {
      for (const { connecting } of lines)
        void connecting.then(
          (connection) => connection?.close(),
          () => {},
        );
    },
  };
}

/** Returns whether a status says nothing about the subprotocol. */
function isTemporary(status: number): boolean {
  return status === 401 || status === 407 || status === 429 || (status >= 500 && status !== 501);
}
