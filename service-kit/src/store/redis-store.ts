import { setTimeout as sleep } from 'node:timers/promises';
import type { Log } from '../log.ts';
import { openRedis, type RedisConnection } from './redis-connection.ts';
import type { SharedStore } from './shared-store.ts';

/** Options of a store in Redis. */
export interface RedisStoreOptions {
  /** URL, or a function that returns the current URL for each new connection. */
  readonly url: string | (() => string);
  /** Time for one answer, in milliseconds. */
  readonly timeoutMs: number;
  readonly log: Log;
}

/** Number of answers in a row that come too late, after which the connection is closed. */
const maxLate = 3;

/** Time for which a refused command counts as a problem, in milliseconds. */
const refusalMs = 60_000;

/** Pauses before a new connection, in milliseconds. */
const pausesMs = [100, 250, 500, 1_000] as const;

/**
 * Starts a store in Redis, and resolves after the first attempt to connect. Connects again whenever the connection is lost
 * or its answers come too late. In between, every call returns at once as if the store were empty.
 */
export async function startRedisStore({ url, timeoutMs, log }: RedisStoreOptions): Promise<SharedStore> {
  const stopped = new AbortController();
  const attempted = Promise.withResolvers<void>();
  let current: Line | undefined;
  let problem: string | undefined;
  let refusedAt = Number.NEGATIVE_INFINITY;
  const onChange = (line: Line | undefined, reason?: string): void => {
    current = line;
    attempted.resolve();
    if (line !== undefined) {
      problem = undefined;
      log.info('connected to the shared store');
    } else if (reason !== problem) {
      if (problem === undefined) log.warn({ reason }, 'the shared store does not answer');
      problem = reason;
    }
  };
  void keepConnected({ url, onChange }, stopped.signal);
  await attempted.promise;
  const ask = async <T>(command: (redis: RedisConnection) => Promise<T>): Promise<T | undefined> => {
    const line = current;
    if (line === undefined) return undefined;
    const answer = await inTime(command(line.redis), timeoutMs);
    if (answer instanceof Failure) {
      // A lost connection is reported by itself.
      if (line === current) noteRefusal(answer.reason);
      return undefined;
    }
    if (answer === late) {
      if (++line.lateInARow >= maxLate) line.giveUp('its answers come too late');
      return undefined;
    }
    line.lateInARow = 0;
    return answer;
  };
  const noteRefusal = (reason: string): void => {
    const now = performance.now();
    if (now - refusedAt > refusalMs) log.warn({ reason }, 'the shared store refuses commands');
    refusedAt = now;
  };
  /** Returns a sentence for `/ready`, which is public: the reason can hold the address of the store. */
  const describeProblem = (): string | undefined => {
    if (problem !== undefined) return describe('does not answer');
    return performance.now() - refusedAt < refusalMs ? describe('refuses commands') : undefined;
  };
  return {
    get: async (key) => (await ask((redis) => redis.get(key))) ?? undefined,
    set: (key, value, ttlMs) => void ask((redis) => redis.set(key, value, ttlMs)),
    run: (script, keys, values) => ask((redis) => redis.run(script, keys, values)),
    problem: describeProblem,
    stop: () => stopped.abort(),
  };
}

function describe(problem: string): string {
  return `The shared store ${problem}, so each gateway counts on its own. The log has the reason.`;
}

/** A connection in use. */
interface Line {
  readonly redis: RedisConnection;
  lateInARow: number;
  readonly giveUp: (reason: string) => void;
}

async function keepConnected(
  options: {
    readonly url: RedisStoreOptions['url'];
    readonly onChange: (line: Line | undefined, reason?: string) => void;
  },
  signal: AbortSignal,
): Promise<void> {
  const { url, onChange } = options;
  for (let failures = 0; !signal.aborted; failures += 1) {
    let redis: RedisConnection | undefined;
    try {
      redis = await openRedis(typeof url === 'string' ? url : url());
      if (signal.aborted) break;
      const ended = Promise.withResolvers<string>();
      const stop = (): void => ended.resolve('stopped');
      signal.addEventListener('abort', stop, { once: true });
      onChange({ redis, lateInARow: 0, giveUp: ended.resolve });
      failures = 0;
      onChange(undefined, await Promise.race([ended.promise, redis.lost]));
      signal.removeEventListener('abort', stop);
    } catch (error) {
      onChange(undefined, reasonOf(error));
    } finally {
      redis?.destroy();
    }
    const pauseMs = pausesMs[Math.min(failures, pausesMs.length - 1)];
    await sleep(pauseMs, undefined, { signal, ref: false }).catch(() => {});
  }
}

const late = Symbol('late');

/** Command without an answer: the store refused it, or the connection was lost. */
class Failure {
  readonly reason: string;

  constructor(error: unknown) {
    this.reason = reasonOf(error);
  }
}

/** Returns the message of an error, or its code: an error of several addresses has no message of its own. */
function reasonOf(error: unknown): string {
  const { message, code } = Object(error);
  return String(message || code || error);
}

/** Returns the answer, or why there is none. */
async function inTime<T>(answer: Promise<T>, timeoutMs: number): Promise<T | typeof late | Failure> {
  const result = Promise.withResolvers<T | typeof late | Failure>();
  answer.then(result.resolve, (error: unknown) => result.resolve(new Failure(error)));
  // After a pause of this process, the answer may have arrived already: it is read before the immediate runs.
  const timer = setTimeout(() => setImmediate(() => result.resolve(late)), timeoutMs);
  const found = await result.promise;
  clearTimeout(timer);
  return found;
}
