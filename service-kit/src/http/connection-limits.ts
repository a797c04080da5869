// biome-ignore-all format: a declaration is one row of a table
import { section, type Value } from '../config.ts';
import { integer } from '../variables.ts';

/** Limits for connections, so that slow clients cannot hold resources that others need. */
export const connectionLimitSettings = section('Connection limits', {
  maxConnections: integer('MAX_CONNECTIONS', 10_000, [1, 1_000_000],
    'Concurrent connections, each of which takes a file descriptor.'),
  headersTimeoutMs: integer('CLIENT_HEADERS_TIMEOUT_MS', 15_000, [100, 3_600_000],
    'Time for the headers of a request, from its first byte or the opening of the connection.'),
  requestTimeoutMs: integer('CLIENT_REQUEST_TIMEOUT_MS', 60_000, [100, 3_600_000],
    'Time for a whole request to arrive, and time for which a client may read nothing of an answer.'),
  // Longer than the timeouts of proxies and of the gateway's own pool, so that they close connections first.
  keepAliveTimeoutMs: integer('KEEP_ALIVE_TIMEOUT_MS', 75_000, [100, 3_600_000],
    'Keep-alive timeout of an idle connection, which must exceed the timeout of a proxy in front of the gateway.'),
}, 'A connection that breaks one of these limits is closed. A late request is answered with 408 first.');

/** Values of these variables. */
export type ConnectionLimits = Value<typeof connectionLimitSettings>;

/** Default limits. */
export const defaultConnectionLimits: ConnectionLimits = connectionLimitSettings.read({});
