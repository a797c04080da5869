import { setTimeout as sleep } from 'node:timers/promises';
import type { RunningSubscription } from '../event-transport.ts';
import { retryPauseMs } from '../retry-pause.ts';

/** Time after which a run counts as having worked, in milliseconds: the next failure gets the shortest pause. */
const steadyMs = 10_000;

/**
 * Calls `run` until the subscription is stopped, also after it has failed, with growing pauses. `onFailure` receives the first
 * failure in a row.
 */
export function keepRunning(
  run: (signal: AbortSignal) => Promise<void>,
  onFailure: (error: unknown) => void,
): RunningSubscription {
  const stopped = new AbortController();
  const { signal } = stopped;
  const repeat = async (): Promise<void> => {
    for (let failures = 0; !signal.aborted; failures += 1) {
      const startedAt = performance.now();
      try {
        await run(signal);
      } catch (error) {
        if (signal.aborted) return;
        if (performance.now() - startedAt > steadyMs) failures = 0;
        if (failures === 0) onFailure(error);
      }
      await sleep(retryPauseMs(failures), undefined, { signal, ref: false }).catch(() => {});
    }
  };
  const ended = repeat();
  return {
    stop() {
      stopped.abort();
      return ended;
    },
  };
}
