import { setTimeout as sleep } from 'node:timers/promises';

export interface PollOptions {
  readonly everyMs: number;
  readonly timeoutMs: number;
  readonly signal?: AbortSignal;
}

/** Calls `read` until it returns a value. Returns undefined if there is none within the time limit. */
export async function poll<T>(
  read: () => T | undefined | Promise<T | undefined>,
  { everyMs, timeoutMs, signal }: PollOptions,
): Promise<T | undefined> {
  const deadline = performance.now() + timeoutMs;
  for (;;) {
    const value = await read();
    if (value !== undefined || performance.now() >= deadline) return value;
    await sleep(everyMs, undefined, { signal });
  }
}
