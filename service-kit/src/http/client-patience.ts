import { integer } from '../config.ts';

/** Limits for connections, so that slow clients cannot hold resources that others need. Times are milliseconds. */
export interface ClientPatience {
  /** Maximum number of connections. Further ones are closed. */
  readonly maxConnections: number;
  /** Time for the headers of a request, from its first byte or the opening of the connection. */
  readonly headersTimeoutMs: number;
  /** Time for a whole request to arrive, and time for which a client may read nothing of an answer. */
  readonly requestTimeoutMs: number;
  /** Keep-alive timeout between two requests. */
  readonly keepAliveTimeoutMs: number;
}

/**
 * Default limits. The keep-alive timeout is longer than that of proxies and of the gateway's own pool, so that they
 * close connections first.
 */
export const usualPatience: ClientPatience = {
  maxConnections: 10_000,
  headersTimeoutMs: 15_000,
  requestTimeoutMs: 60_000,
  keepAliveTimeoutMs: 75_000,
};

/** Returns the variables for the limits of a server that faces clients. */
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
