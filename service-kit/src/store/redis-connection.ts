import type { Script } from './shared-store.ts';

/** One connection to Redis, which is not opened again once it is lost. */
export interface RedisConnection {
  readonly get: (key: string) => Promise<string | null>;
  readonly set: (key: string, value: string, ttlMs: number) => Promise<unknown>;
  readonly run: (script: Script, keys: readonly string[], values: readonly string[]) => Promise<unknown>;
  /** Resolves to the reason once the connection is lost. */
  readonly lost: Promise<string>;
  /** Closes the connection at once. Commands without an answer reject. */
  readonly destroy: () => void;
}

/** Time to connect and log in, in milliseconds. */
const connectMs = 2_000;

/** Commands that may wait for their answers, beyond which they are refused. */
const maxWaiting = 10_000;

/** Opens a connection. The client library is only loaded here. Rejects without naming the password. */
export async function openRedis(url: string): Promise<RedisConnection> {
  const { createClient } = await import('@redis/client');
  const client = createClient({
    url,
    disableOfflineQueue: true,
    commandsQueueMaxLength: maxWaiting,
    socket: { reconnectStrategy: false, connectTimeout: connectMs },
  });
  const lost = new Promise<string>((resolve) => {
    client.on('error', (error: Error) => resolve(error.message));
    client.once('end', () => resolve('the connection was closed'));
  });
  const destroy = (): void => {
    if (client.isOpen) client.destroy();
  };
  // The library's own timeout ends when the socket is open, before the server has answered.
  const timer = setTimeout(destroy, connectMs);
  try {
    await client.connect();
  } catch (error) {
    destroy();
    throw error;
  } finally {
    clearTimeout(timer);
  }
  return {
    get: (key) => client.get(key),
    set: (key, value, ttlMs) => client.set(key, value, { expiration: { type: 'PX', value: ttlMs } }),
    run: async ({ text, hash }, keys, values) => {
      const options = { keys: [...keys], arguments: [...values] };
      try {
        return await client.evalSha(hash, options);
      } catch (error) {
        if (!(error instanceof Error && error.message.startsWith('NOSCRIPT'))) throw error;
        return client.eval(text, options);
      }
    },
    lost,
    destroy,
  };
}
