const [firstMs, longestMs] = [200, 10_000];

/**
 * Creates a function that returns the milliseconds to wait before an ended process is restarted: from 0.2 s
 * to 10 s, doubled each time. The pauses start over if nothing ended for longer than the longest pause.
 */
export function createBackoff(): () => number {
  let delay = firstMs;
  let last = Number.NEGATIVE_INFINITY;
  return () => {
    const current = Date.now();
    // The pause itself does not count as time without a failure.
    delay = current - last > delay + longestMs ? firstMs : Math.min(delay * 2, longestMs);
    last = current;
    return delay;
  };
}
