import type { CloudEvent } from './cloud-event.ts';

/** Function that handles an event. */
export type Handle = (event: CloudEvent) => Promise<void>;

/**
 * Returns a function that handles events of one subject one at a time, in the order of its calls, and at most `maxRunning` in
 * all at the same time. After an event was rejected, the events of its subject that wait behind it are rejected too, so that
 * none overtakes it.
 */
export function createSubjectLanes(handle: Handle, maxRunning: number): Handle {
  const lanes = new Map<string, Promise<void>>();
  const waiting: (() => void)[] = [];
  let running = 0;
  const run: Handle = async (event) => {
    if (running >= maxRunning) await new Promise<void>((resolve) => waiting.push(resolve));
    else running += 1;
    try {
      await handle(event);
    } finally {
      // The place passes to the next one without becoming free.
      const next = waiting.shift();
      if (next === undefined) running -= 1;
      else next();
    }
  };
  return (event) => {
    const lane = JSON.stringify([event.source, event.subject]);
    const before = lanes.get(lane);
    const handled = before === undefined ? run(event) : before.then(() => run(event));
    lanes.set(lane, handled);
    const leave = (): void => {
      if (lanes.get(lane) === handled) lanes.delete(lane);
    };
    handled.then(leave, leave);
    return handled;
  };
}
