import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import type { Log } from '../log.ts';
import { currentUrl, type DatabaseUrl } from './postgres-connection.ts';

/** Pause before a lost connection is opened again, in milliseconds. */
const reconnectMs = 1_000;

/**
 * Starts to listen to a channel on its own connection. Calls back at each notification, and whenever the
 * connection was opened, since notifications may have been lost before. Returns a function that stops it. A
 * notification is only a hint: a connection pooler may drop all of them.
 */
export function startNotifications(options: {
  readonly url: DatabaseUrl;
  readonly channel: string;
  readonly onNotification: () => void;
  readonly log: Log;
}): () => void {
  const stopped = new AbortController();
  void keepListening(options, stopped.signal);
  return () => stopped.abort();
}

type NotificationOptions = Parameters<typeof startNotifications>[0];

async function keepListening(options: NotificationOptions, signal: AbortSignal): Promise<void> {
  let isLogged = false;
  const onNotification = (): void => {
    isLogged = false;
    options.onNotification();
  };
  while (!signal.aborted) {
    try {
      await listen({ ...options, onNotification }, signal);
    } catch (error) {
      if (!isLogged) options.log.warn({ err: error }, 'the connection for notifications was lost');
      isLogged = true;
    }
    await sleep(reconnectMs, undefined, { signal, ref: false }).catch(() => {});
  }
}

/** Listens until the connection is lost or the signal aborts. */
async function listen(
  { url, channel, onNotification }: NotificationOptions,
  signal: AbortSignal,
): Promise<void> {
  const client = new pg.Client({
    connectionString: currentUrl(url),
    connectionTimeoutMillis: 3_000,
    keepAlive: true,
  });
  const ended = new Promise<void>((resolve, reject) => {
    client.once('error', reject).once('end', resolve);
    signal.addEventListener('abort', () => resolve(), { once: true });
  });
  ended.catch(() => {});
  try {
    await client.connect();
    client.on('notification', onNotification);
    await client.query(`listen ${client.escapeIdentifier(channel)}`);
    onNotification();
    await ended;
  } finally {
    // Without a listener, an error on a closing connection would end the process.
    client.on('error', () => {});
    await client.end().catch(() => {});
  }
}
