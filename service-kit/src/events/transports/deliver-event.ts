import { setTimeout as sleep } from 'node:timers/promises';
import type { Log } from '../../log.ts';
import { type CloudEvent, readCloudEvent } from '../cloud-event.ts';
import type { TransportSubscription } from '../event-transport.ts';
import { retryPauseMs } from '../retry-pause.ts';

/**
 * Handles one message of a broker: again and again until it is handled, so that no later event of its partition overtakes it.
 * Returns false if the signal aborted before. A message that is not an event is logged and counts as handled.
 */
export async function deliverEvent(
  message: string,
  { types, handle }: TransportSubscription,
  signal: AbortSignal,
  log: Log,
): Promise<boolean> {
  const event = parseEvent(message, log);
  if (event === undefined || !types.includes(event.type)) return true;
  for (let failures = 0; !signal.aborted; failures += 1) {
    try {
      await handle(event);
      return true;
    } catch (error) {
      const { id, type, subject } = event;
      if (failures === 0)
        log.warn({ err: error, event: { id, type, subject } }, 'failed to handle an event: it waits');
      await sleep(retryPauseMs(failures), undefined, { signal, ref: false }).catch(() => {});
    }
  }
  return false;
}

function parseEvent(message: string, log: Log): CloudEvent | undefined {
  try {
    return readCloudEvent(JSON.parse(message));
  } catch (error) {
    log.error({ err: error, message: message.slice(0, 200) }, 'a message of the broker is not an event');
    return undefined;
  }
}
