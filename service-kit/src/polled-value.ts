import { setTimeout as delay } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import type { Log } from './log.ts';

/** Source of a value, and how often it is read. Times are milliseconds. */
export interface PolledValueOptions<T> {
  /** Name of the value in log messages, such as `the keys of …`. */
  readonly what: string;
  /** Reads the value. Throws if it is unavailable or wrong. */
  readonly read: () => Promise<T>;
  /** Value that was read before. default: none, so that there is no value before the first success */
  readonly initial?: T;
  /** Age at which a value is read again. */
  readonly intervalMs: number;
  /**
   * Minimum time between the end of one read and the start of the next, and the delay before a failed read is retried.
   */
  readonly cooldownMs: number;
  /** Maximum age of a value while reading it fails. default: unlimited */
  readonly maxStaleMs?: number;
  readonly onValue?: (value: T) => void;
  /** Called with the error of each failed reading, and with undefined after each good one. */
  readonly onProblem?: (error: Error | undefined) => void;
  readonly log: Log;
}

/** A value that is read repeatedly. A failed read leaves the last good value in place. */
export interface PolledValue<T> {
  /**
   * Returns the last good value: the same object until a read brings a different one. Undefined before the first read
   * and past `maxStaleMs`.
   */
  readonly value: () => T | undefined;
  /**
   * Reads again, at once or after the cooldown. Concurrent calls share one read. During the cooldown after a
   * failed read, resolves at once without reading. Never rejects.
   */
  readonly refresh: () => Promise<void>;
  /**
   * Returns the milliseconds until the next read may start, or undefined unless the last read failed or there is no
   * value.
   */
  readonly retryInMs: () => number | undefined;
  /** Returns the milliseconds that a read would have to wait. */
  readonly cooldownLeftMs: () => number;
  readonly stop: () => void;
}

/** Creates a value that reads itself periodically from now on. The caller starts the first read. */
export function createPolledValue<T>(options: PolledValueOptions<T>): PolledValue<T> {
  const { initial, intervalMs, cooldownMs, maxStaleMs = Number.POSITIVE_INFINITY } = options;
  const stopped = new AbortController();
  const state: State<T> = { value: initial, readAt: now(), endedAt: Number.NEGATIVE_INFINITY, failed: false };
  let timer: NodeJS.Timeout | undefined;
  let reading: Promise<void> | undefined;

  const cooldownLeft = (): number => Math.max(0, state.endedAt + cooldownMs - now());
  const schedule = (): void => {
    clearTimeout(timer);
    if (!stopped.signal.aborted) timer = setTimeout(begin, state.failed ? cooldownMs : intervalMs).unref();
  };
  // A timer may fire a fraction of a millisecond early: the read waits for the rest of its cooldown, so none is
  // skipped.
  const begin = (): Promise<void> => {
    reading ??= read();
    return reading;
  };
  const read = async (): Promise<void> => {
    await wait(cooldownLeft(), stopped.signal);
    if (!stopped.signal.aborted) await readOnce(options, state);
    reading = undefined;
    schedule();
  };
  const refresh = async (): Promise<void> => {
    if (reading === undefined && state.failed && cooldownLeft() > 0) return;
    await begin();
  };
  schedule();
  const value = (): T | undefined => (now() - state.readAt > maxStaleMs ? undefined : state.value);
  return {
    value,
    refresh,
    retryInMs: () => (state.failed || value() === undefined ? cooldownLeft() : undefined),
    cooldownLeftMs: cooldownLeft,
    stop: () => {
      stopped.abort();
      clearTimeout(timer);
    },
  };
}

interface State<T> {
  value: T | undefined;
  /** Time of the last successful read, on the monotonic clock. */
  readAt: number;
  /** End of the last read, successful or not. */
  endedAt: number;
  failed: boolean;
}

/** Reads once. Logs the first failure, the recovery and each new value, but not every read. */
async function readOnce<T>(options: PolledValueOptions<T>, state: State<T>): Promise<void> {
  const { what, read, onValue, onProblem, log } = options;
  try {
    const found = await read();
    if (!isDeepStrictEqual(found, state.value)) {
      log.info(`read ${what}: ${state.value === undefined ? 'first value' : 'new value'}`);
      state.value = found;
      onValue?.(found);
    }
    if (state.failed) log.info(`read ${what} again after a failure`);
    state.readAt = now();
    state.failed = false;
    onProblem?.(undefined);
  } catch (error) {
    if (!state.failed) log.warn({ err: error }, `failed to read ${what}; the last good value stays in use`);
    state.failed = true;
    onProblem?.(error instanceof Error ? error : new Error(String(error)));
  }
  state.endedAt = now();
}

async function wait(ms: number, signal: AbortSignal): Promise<void> {
  if (ms > 0) await delay(ms, undefined, { signal, ref: false }).catch(() => {});
}

function now(): number {
  return performance.now();
}
