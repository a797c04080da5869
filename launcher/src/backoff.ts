const first = 200;
const most = 10_000;

/** Pauses between restarts of a process that keeps ending. */
export interface Backoff {
  /** Returns the milliseconds to wait now. The pause doubles each time and is short again after a quiet time. */
  readonly next: () => number;
}

/** Creates pauses from 0.2 s to 10 s. They start over if nothing ended for longer than the longest pause. */
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
