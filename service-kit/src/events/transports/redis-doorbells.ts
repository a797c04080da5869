import type { Alarm } from '../alarm.ts';

/** Alarms that ring when there are new entries in a stream. */
export interface Doorbells {
  /** Rings the alarms of a stream. Has the form of a listener of Redis. */
  readonly ring: (message: string, stream: string) => void;
  /** Adds an alarm. Returns a function that removes it. */
  readonly add: (stream: string, alarm: Alarm) => () => void;
}

/** Creates a set of alarms by stream. */
export function createDoorbells(): Doorbells {
  const alarms = new Map<Alarm, string>();
  return {
    ring(_message, stream) {
      for (const [alarm, of] of alarms) if (of === stream) alarm.ring();
    },
    add(stream, alarm) {
      alarms.set(alarm, stream);
      return () => void alarms.delete(alarm);
    },
  };
}
