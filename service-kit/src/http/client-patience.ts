import { section, type Value } from '../config.ts';
import { integer } from '../variables.ts';

/** Limits for connections, so that slow clients cannot hold resources that others need. */
export const clientPatienceSettings = section(
  {
    title: 'Connection limits',
    about:
      'A connection that breaks one of these limits is closed. A late request is answered with 408 first; the other cases have no answer.',
  },
  {
    maxConnections: integer('MAX_CONNECTIONS', {
      about: 'Concurrent connections, each of which takes a file descriptor.',
      range: [1, 1_000_000],
      fallback: 10_000,
    }),
    headersTimeoutMs: integer('CLIENT_HEADERS_TIMEOUT_MS', {
      about: 'Time for the headers of a request, from its first byte or the opening of the connection.',
      range: [100, 3_600_000],
      fallback: 15_000,
    }),
    requestTimeoutMs: integer('CLIENT_REQUEST_TIMEOUT_MS', {
      about: 'Time for a whole request to arrive, and time for which a client may read nothing of an answer.',
      range: [100, 3_600_000],
      fallback: 60_000,
    }),
    // Longer than the timeouts of proxies and of the gateway's own pool, so that they close connections first.
    keepAliveTimeoutMs: integer('KEEP_ALIVE_TIMEOUT_MS', {
      about:
        'Keep-alive timeout of an idle connection, which must exceed the timeout of a proxy in front of the gateway.',
      range: [100, 3_600_000],
      fallback: 75_000,
    }),
  },
);

/** Values of these variables. */
export type ClientPatience = Value<typeof clientPatienceSettings>;

/** Default limits. */
export const usualPatience: ClientPatience = clientPatienceSettings.read({});
