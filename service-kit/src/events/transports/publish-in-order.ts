import type { CloudEvent } from '../cloud-event.ts';

/**
 * Publishes the events of each subject one by one, and those of different subjects at the same time. The next event of a
 * subject waits for the confirmation of the previous event, so a failure stores no later event without it.
 */
export async function publishInOrder(
  events: readonly CloudEvent[],
  signal: AbortSignal,
  publishOne: (event: CloudEvent) => Promise<unknown>,
): Promise<void> {
  const subjects = Map.groupBy(events, (event) => JSON.stringify([event.source, event.subject]));
  const outcomes = await Promise.allSettled(
    [...subjects.values()].map(async (ofSubject) => {
      for (const event of ofSubject) {
        signal.throwIfAborted();
        await publishOne(event);
      }
    }),
  );
  for (const outcome of outcomes) if (outcome.status === 'rejected') throw outcome.reason;
}

/** Resolves as the promise does, or rejects when the signal aborts. */
export async function unlessAborted<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  const aborted = Promise.withResolvers<never>();
  const abort = (): void => aborted.reject(signal.reason);
  if (signal.aborted) abort();
  signal.addEventListener('abort', abort, { once: true });
  try {
    return await Promise.race([aborted.promise, promise]);
  } finally {
    signal.removeEventListener('abort', abort);
  }
}
