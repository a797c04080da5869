import { monitorEventLoopDelay } from 'node:perf_hooks';
import type { Log } from '../log.ts';
import { startTally } from '../tally.ts';

/** Refuses a part of the requests while this process has more to do than it can. */
export interface LoadShedding {
  /** Whether the request that has just come is refused. */
  readonly refuses: () => boolean;
  readonly stop: () => void;
}

/** How often the event loop's delay is read, and what its timer adds to each; in milliseconds. */
const [periodMs, resolutionMs] = [250, 20];

/** The most that is refused: what is answered tells whether it is over. */
const greatestShare = 0.9;

/**
 * Starts to watch the event loop. While every other of its turns comes more than `lagMs` late, more and more of the
 * requests are refused, and fewer again once they do not: those that are answered are answered in time. A single long
 * turn refuses nobody. With 0 nothing is watched.
 */
export function startLoadShedding({
  lagMs,
  log,
}: {
  readonly lagMs: number;
  readonly log: Log;
}): LoadShedding {
  if (lagMs === 0) return { refuses: () => false, stop: () => {} };
  const delay = monitorEventLoopDelay({ resolution: resolutionMs });
  delay.enable();
  const tally = startTally({ log, message: 'requests are refused, as there is too much to do', field: 'by' });
  let share = 0;
  let owed = 0;
  const adjust = (): void => {
    const lag = delay.percentile(50) / 1e6 - resolutionMs;
    delay.reset();
    const before = share;
    share = lag > lagMs ? Math.min(greatestShare, share + 0.2) : Math.max(0, share - 0.1);
    if (before === 0 && share > 0)
      log.warn({ lagMs: Math.round(lag) }, 'the event loop lags: refusing some requests');
    // Sums of tenths are not exact.
    if (share < 0.05) share = 0;
    if (before > 0 && share === 0) log.warn('the event loop has caught up: refusing no requests');
  };
  const timer = setInterval(adjust, periodMs).unref();
  return {
    refuses() {
      if (share === 0) return false;
      // Evenly, not by chance.
      owed += share;
      if (owed < 1) return false;
      owed -= 1;
      tally.count('load shedding', 'refused');
      return true;
    },
    stop() {
      clearInterval(timer);
      delay.disable();
      tally.stop();
    },
  };
}
