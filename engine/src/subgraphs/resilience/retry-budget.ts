/** How many retries there may be: a bucket that each request fills a little. */
export interface RetryBudget {
  /** Counts a request that is sent for the first time. */
  deposit(): void;
  /** Takes a retry; false where none is left. */
  take(): boolean;
}

/** What a subgraph that is seldom asked may have of retries at once. */
const reserve = 10;

/**
 * A budget by which a subgraph that fails every request gets no more than `percent` of its requests again, beside a
 * reserve of ten: retries cannot multiply what it has to bear.
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
