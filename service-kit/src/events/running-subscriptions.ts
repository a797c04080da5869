import type { RunningSubscription } from './event-transport.ts';

/** Subscriptions of a transport that run. */
export interface RunningSubscriptions {
  /** Adds a subscription that consists of these parts. It leaves when it is stopped. */
  readonly add: (parts: readonly RunningSubscription[]) => RunningSubscription;
  /** Stops all. */
  readonly stop: () => Promise<void>;
}

/** Creates an empty set of running subscriptions. */
export function createRunningSubscriptions(): RunningSubscriptions {
  const running = new Set<RunningSubscription>();
  return {
    add(parts) {
      const own: RunningSubscription = {
        async stop() {
          await stopAll(parts);
          running.delete(own);
        },
      };
      running.add(own);
      return own;
    },
    stop: () => stopAll(running),
  };
}

async function stopAll(subscriptions: Iterable<RunningSubscription>): Promise<void> {
  await Promise.all([...subscriptions].map((subscription) => subscription.stop()));
}
