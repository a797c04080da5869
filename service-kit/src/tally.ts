import type { Log } from './log.ts';

/** Counts what may happen too often for a line of the log each. */
export interface Tally {
  /** Counts one event of a kind; `of` names whom it is about. */
  readonly count: (of: string, kind: string) => void;
  readonly stop: () => void;
}

/** How often the counts become lines, in seconds. */
const periodSeconds = 10;

/** Starts to count: every ten seconds there is one line for each who had something, with how much of each kind. */
export function startTally(options: {
  readonly log: Log;
  readonly message: string;
  /** The field of a line that names whom it is about. */
  readonly field: string;
}): Tally {
  const { log, message, field } = options;
  const counts = new Map<string, Record<string, number>>();
  const flush = (): void => {
    for (const [of, kinds] of counts) log.warn({ [field]: of, ...kinds, periodSeconds }, message);
    counts.clear();
  };
  // One timer from the start: one that a request began would write that request's id into the line.
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
