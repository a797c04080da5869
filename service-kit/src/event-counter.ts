import type { Log } from './log.ts';

/** Counts of events that are too frequent for one log line each. */
export interface EventCounter {
  /** Counts one event of a kind under the name `of`. */
  readonly count: (of: string, kind: string) => void;
  readonly stop: () => void;
}

const periodSeconds = 10;

/** Starts to count. Logs one line every ten seconds for each name with events, with the count of each kind. */
export function startEventCounter(options: {
  readonly log: Log;
  readonly message: string;
  /** Name of the field that holds the counted name. */
  readonly field: string;
  /** default: warn */
  readonly level?: 'info' | 'warn';
}): EventCounter {
  const { log, message, field, level = 'warn' } = options;
  const counts = new Map<string, Record<string, number>>();
  const flush = (): void => {
    for (const [of, kinds] of counts) log[level]({ [field]: of, ...kinds, periodSeconds }, message);
    counts.clear();
  };
  // One timer from the start: a timer created inside a request would log that request's id.
  const timer = setInterval(flush, periodSeconds * 1_000).unref();
  return {
    count(of, kind) {
      const kinds = counts.get(of) ?? {};
      kinds[kind] = (kinds[kind] ?? 0) + 1;
      counts.set(of, kinds);
    },
    stop() {
      clearInterval(timer);
      flush();
    },
  };
}
