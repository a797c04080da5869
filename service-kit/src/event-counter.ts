import type { Log } from './log.ts';

const periodSeconds = 10;

/**
 * Starts to count events that are too frequent for one log line each. Logs one line every ten seconds for each name with
 * events, with the count of each kind.
 */
export function startEventCounter(options: {
  readonly log: Log;
  readonly message: string;
  /** Name of the field that holds the counted name. */
  readonly field: string;
  /** default: warn */
  readonly level?: 'info' | 'warn';
}) {
  const { log, message, field, level = 'warn' } = options;
  const counts = new Map<string, Record<string, number>>();
  const flush = (): void => {
    for (const [of, kinds] of counts) log[level]({ [field]: of, ...kinds, periodSeconds }, message);
    counts.clear();
  };
  // One timer from the start: a timer created inside a request would log that request's id.
  const timer = setInterval(flush, periodSeconds * 1_000).unref();
  return {
    /** Counts one event of a kind under the name `of`. */
    count(of: string, kind: string): void {
      const kinds = counts.get(of) ?? {};
      kinds[kind] = (kinds[kind] ?? 0) + 1;
      counts.set(of, kinds);
    },
    stop(): void {
      clearInterval(timer);
      flush();
    },
  };
}
