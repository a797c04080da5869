import { once } from 'node:events';
import pg from 'pg';
import type { PostgresConnection } from './postgres-connection.ts';

declare module 'pg' {
  /** Methods of pg's connection that its types leave out. */
  interface Connection {
    connect(portOrPath: number | string, host?: string): void;
    requestSsl(): void;
    cancel(processID: number, secretKey: number): void;
  }
}

/**
 * Cancels the statement of a connection by a CancelRequest, over a connection that is encrypted as the first one is. Resolves
 * once the server has passed it on. Rejects after `timeoutMs`.
 *
 * Kysely's `cancel query` logs in for each cancellation, which fails at the server's limit of connections, and waits without
 * end for a server that does not answer.
 */
export async function cancelStatement(client: PostgresConnection, timeoutMs: number): Promise<void> {
  const { host, port, ssl = false, backendKey } = client;
  if (backendKey === undefined) throw new Error('the server gave the connection no key to cancel statements');
  const connection = new pg.Connection({ ssl });
  const signal = AbortSignal.timeout(timeoutMs);
  // Without a listener a reset that follows the answer would end the process.
  connection.on('error', () => {});
  try {
    if (host.startsWith('/')) connection.connect(`${host}/.s.PGSQL.${port}`);
    else connection.connect(port, host);
    await once(connection, 'connect', { signal });
    if (ssl) {
      const encrypted = once(connection, 'sslconnect', { signal });
      connection.requestSsl();
      await encrypted;
    }
    const ended = once(connection, 'end', { signal });
    connection.cancel(backendKey.processID, backendKey.secretKey);
    await ended;
  } finally {
    connection.stream.destroy();
  }
}
