import { integer } from '../config.ts';

/** What a server lets connections do, so that slow clients cannot hold what others need. Times are milliseconds. */
export interface ClientPatience {
  /** How many there may be at once; what comes beyond that is closed. */
  readonly maxConnections: number;
  /** How long the headers of a request may take to come, from its first byte or the opening of the connection. */
  readonly headersTimeoutMs: number;
  /** How long a whole request may take to come, and how long of an answer nothing may be read. */
  readonly requestTimeoutMs: number;
  /** How long a connection is kept between two requests. */
  readonly keepAliveTimeoutMs: number;
}

/**
 * What holds unless a server is told otherwise. An idle connection is kept longer than proxies and the gateway's own
 * pool keep theirs, so that they, not we, end it.
 */
export const usualPatience: ClientPatience = {
  maxConnections: 10_000,
  headersTimeoutMs: 15_000,
  requestTimeoutMs: 60_000,
  keepAliveTimeoutMs: 75_000,
};

/** The variables of the patience of a server that faces clients. */
export function clientPatienceVariables() {
  const time = { min: 100, max: 3_600_000 };
  const { maxConnections, headersTimeoutMs, requestTimeoutMs, keepAliveTimeoutMs } = usualPatience;
  return {
    maxConnections: integer('MAX_CONNECTIONS', { min: 1, max: 1_000_000, fallback: maxConnections }),
    headersTimeoutMs: integer('CLIENT_HEADERS_TIMEOUT_MS', { ...time, fallback: headersTimeoutMs }),
    requestTimeoutMs: integer('CLIENT_REQUEST_TIMEOUT_MS', { ...time, fallback: requestTimeoutMs }),
    keepAliveTimeoutMs: integer('KEEP_ALIVE_TIMEOUT_MS', { ...time, fallback: keepAliveTimeoutMs }),
  };
}
