import { setTimeout as delay } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import type { Log } from './log.ts';

/** Where a value comes from, and how often it is looked at. Times are milliseconds. */
export interface FreshValueOptions<T> {
  /** Name of the value in log messages, such as `the keys of …`. */
  readonly what: string;
  /** Reads the value, or throws where it cannot be had or is wrong. */
  readonly read: () => Promise<T>;
  /** What was read already. default: nothing, so that there is no value before the first success */
  readonly initial?: T;
  /** How long a value is taken as it is before it is read again. */
  readonly intervalMs: number;
  /** What lies at least between the end of a reading and the next, whoever asks for it; and when a failed one is repeated. */
  readonly cooldownMs: number;
  /** How long a value goes on being used while it cannot be read again. default: without end */
  readonly maxStaleMs?: number;
  readonly log: Log;
}

/** A value that is read again and again. What cannot be read leaves the last good value in place. */
export interface FreshValue<T> {
  /** The last good value: the same object until something else was read. Undefined before the first, and past `maxStaleMs`. */
  readonly value: () => T | undefined;
  /**
   * Reads again: at once, or once the cooldown is over. All who ask meanwhile share one reading. While the last
   * reading has failed, nobody is kept waiting for the next. Never rejects.
   */
  readonly refresh: () => Promise<void>;
  /** In how many milliseconds the next reading is due, where the last one has failed or there is no value. */
  readonly retryInMs: () => number | undefined;
  /** For how many milliseconds a reading would have to wait. */
  readonly cooldownLeftMs: () => number;
  readonly stop: () => void;
}

/** Creates a value that reads itself again from time to time, from now on; the first reading is for the caller to start. */
export function createFreshValue<T>(options: FreshValueOptions<T>): FreshValue<T> {
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
  // A timer may be early by a fraction of a millisecond: a reading waits for the rest of its cooldown, and none is left out.
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
  /** When the value was read for the last time, by the clock that never goes back. */
  readAt: number;
  /** When the last reading ended, well or not. */
  endedAt: number;
  failed: boolean;
}

/** The log is told when it begins to fail, when it works again and what is new, not each time. */
async function readOnce<T>({ what, read, log }: FreshValueOptions<T>, state: State<T>): Promise<void> {
  try {
    const found = await read();
    if (!isDeepStrictEqual(found, state.value)) {
      log.info(`read ${what}: ${state.value === undefined ? 'first value' : 'new value'}`);
      state.value = found;
    }
    if (state.failed) log.info(`read ${what} again after a failure`);
    state.readAt = now();
    state.failed = false;
  } catch (error) {
    if (!state.failed) log.warn({ err: error }, `failed to read ${what}; the last good value stays in use`);
    state.failed = true;
  }
  state.endedAt = now();
}

async function wait(ms: number, signal: AbortSignal): Promise<void> {
  if (ms > 0) await delay(ms, undefined, { signal, ref: false }).catch(() => {});
}

function now(): number {
  return performance.now();
}
