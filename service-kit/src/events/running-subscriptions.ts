import { setTimeout as sleep } from 'node:timers/promises';
import type { RunningSubscription } from './event-transport.ts';

/** Subscriptions of a transport that run. */
export interface RunningSubscriptions {
  /** Adds a subscription that consists of these parts. */
  readonly add: (parts: readonly RunningSubscription[]) => RunningSubscription;
  /** Stops all, and then closes the connection. Never rejects. */
  readonly stop: (close?: () => Promise<unknown>) => Promise<void>;
}

/**
 * Longest time of waiting for subscriptions to stop, and for a connection to close, in milliseconds. Client libraries may wait
 * for minutes for a broker that is dead or silent. Events that are not acknowledged arrive again.
 */
const stopMs = 3_000;

/** Creates an empty set of running subscriptions. */
export function createRunningSubscriptions(): RunningSubscriptions {
  const running = new Set<RunningSubscription>();
  return {
    add(parts) {
      let stopped: Promise<void> | undefined;
      const stop = (): Promise<void> => (stopped ??= inTime(stopAll(parts)).then(leave));
      const own: RunningSubscription = { stop };
      const leave = (): void => void running.delete(own);
      running.add(own);
      return own;
    },
    async stop(close = async () => {}) {
      await stopAll(running);
      await inTime(close());
    },
  };
}

async function stopAll(subscriptions: Iterable<RunningSubscription>): Promise<unknown> {
  return Promise.all([...subscriptions].map((subscription) => subscription.stop()));
}

/** Waits until the promise settles, or for the longest time. */
async function inTime(ending: Promise<unknown>): Promise<void> {
  const timer = new AbortController();
  const late = sleep(stopMs, undefined, { signal: timer.signal });
  await Promise.race([ending, late]).catch(() => {});
  timer.abort();
  await late.catch(() => {});
}
