import { monitorEventLoopDelay } from 'node:perf_hooks';
import { startEventCounter } from '../event-counter.ts';
import type { Log } from '../log.ts';

/** Load shedding: refuses a share of the requests while this process is overloaded. */
export interface LoadShedding {
  /** Returns whether to refuse the next request. */
  readonly refuses: () => boolean;
  readonly stop: () => void;
}

/**
 * Interval between reads of the event loop's delay, and the resolution that its timer adds to each; in milliseconds.
 */
const [periodMs, resolutionMs] = [250, 20];

/** Maximum share refused. The requests that are still served show whether the overload is over. */
const greatestShare = 0.9;

/**
 * Starts to watch the event loop. While its median delay exceeds `lagMs`, the refused share of requests grows;
 * afterwards it shrinks. The other requests are answered in time. A single long turn refuses no request. With 0 the
 * loop is not watched.
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
  const counter = startEventCounter({ log, message: 'load shedding refuses requests', field: 'by' });
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
    if (before > 0 && share === 0) log.warn('the event loop has caught up: no longer refusing requests');
  };
  const timer = setInterval(adjust, periodMs).unref();
  return {
    refuses() {
      if (share === 0) return false;
      // Evenly, not at random.
      owed += share;
      if (owed < 1) return false;
      owed -= 1;
      counter.count('load shedding', 'refused');
      return true;
    },
    stop() {
      clearInterval(timer);
      delay.disable();
      counter.stop();
    },
  };
}
