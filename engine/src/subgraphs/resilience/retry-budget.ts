/** Budget of retries: a token bucket that each request fills a little. */
export interface RetryBudget {
  /** Counts the first attempt of a request. */
  deposit(): void;
  /** Takes one retry. Returns false if none is left. */
  take(): boolean;
}

/** Maximum number of retries in a burst, for a subgraph with few requests. */
const reserve = 10;

/**
 * Creates a budget that allows retries for `percent` of the requests plus a reserve of ten. Retries then cannot
 * multiply the load of a failing subgraph.
 */
export function createRetryBudget(percent: number): RetryBudget {
  let tokens = percent === 0 ? 0 : reserve;
  return {
    deposit() {
      tokens = Math.min(reserve, tokens + percent / 100);
    },
    take() {
      if (tokens < 1) return false;
      tokens -= 1;
      return true;
    },
  };
}
