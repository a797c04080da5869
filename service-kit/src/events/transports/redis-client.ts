import { createClient } from '@redis/client';
import type { Log } from '../../log.ts';
import { createShared, type Shared } from './shared.ts';

export type RedisClient = ReturnType<typeof createRedisClient>;

/** Connection to Redis that is made with its first use, and made again when it is lost. */
export interface RedisConnection extends Pick<Shared<RedisClient>, 'get'> {
  readonly close: () => void;
}

/** Time after which a silent connection counts as lost, and interval of asking for a sign of life, in milliseconds. */
const [socketTimeout, pingInterval] = [10_000, 3_000];

/**
 * Creates a connection. `prepare` is called once it is there for the first time. Later commands reject while Redis cannot be
 * reached.
 */
export function createRedisConnection(
  url: string,
  log: Log,
  prepare: (client: RedisClient) => Promise<void>,
): RedisConnection {
  let client: RedisClient | undefined;
  const connection = createShared(async () => {
    client?.destroy();
    client = createRedisClient(url);
    client.on('error', (error) => log.debug({ err: error }, 'the connection to Redis failed'));
    await client.connect();
    await prepare(client);
    return client;
  });
  return {
    get: connection.get,
    close: () => client?.destroy(),
  };
}

function createRedisClient(url: string) {
  return createClient({
    url,
    // Commands fail at once without a connection: their callers repeat them, and nothing piles up.
    disableOfflineQueue: true,
    pingInterval,
    socket: { socketTimeout, reconnectStrategy: (retries) => Math.min(50 * 2 ** retries, 2_000) },
  });
}
