const first = 200;
const most = 10_000;

/** Pauses between restarts of something that keeps ending. */
export interface Backoff {
  /** The milliseconds to wait now: twice as long each time, and short again after a quiet while. */
  readonly next: () => number;
}

/** From 0.2 s to 10 s; starts over when nothing ended for longer than the longest pause. */
export function createBackoff(): Backoff {
  let delay = first;
  let last = Number.NEGATIVE_INFINITY;
  return {
    next: () => {
      const current = Date.now();
      // The pause itself is no quiet time.
      delay = current - last > delay + most ? first : Math.min(delay * 2, most);
      last = current;
      return delay;
    },
  };
}
