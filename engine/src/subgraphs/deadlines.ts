/** Deadlines of many requests that may all take the same time. */
export interface Deadlines {
  /** Calls back once, when the time is over; what it returns ends the wait before. */
  add(onLate: () => void): () => void;
}

/**
 * One timer for all that is under way: what began first is late first. A timer of its own for each of a heavy query's
 * sixteen fetches was 3 % of the gateway's time.
 */
export function createDeadlines(timeoutMs: number): Deadlines {
  // In the order of their deadlines, as a Set keeps the order of insertion.
  const waits = new Set<{ readonly at: number; readonly onLate: () => void }>();
  let isTimed = false;
  const start = (delayMs: number): void => {
    isTimed = true;
    // The request's socket keeps the process alive, and no longer than the request.
    setTimeout(check, delayMs).unref();
  };
  const check = (): void => {
    isTimed = false;
    for (const wait of waits) {
      const leftMs = wait.at - performance.now();
      if (leftMs > 0) {
        start(Math.ceil(leftMs));
        return;
      }
      waits.delete(wait);
      wait.onLate();
    }
  };
  return {
    add(onLate) {
      const wait = { at: performance.now() + timeoutMs, onLate };
      waits.add(wait);
      if (!isTimed) start(timeoutMs);
      return () => waits.delete(wait);
    },
  };
}
