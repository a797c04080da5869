import type { SubgraphRequest } from '../subgraph.ts';
import { SubgraphError } from '../subgraph-error.ts';

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

/** Maximum delay of the first retry in milliseconds. It doubles with each further retry. */
const firstDelayMs = 50;

/** Minimum time that a retry needs before the deadline, in milliseconds. */
const leastTimeMs = 50;

/**
 * Returns the delay before a retry in milliseconds, or undefined if the request must not be retried. That is a
 * mutation that may have reached the subgraph, a failure that would recur, or too little time before the deadline.
 * Half of the delay is random, so that requests that failed together are not retried together.
 */
export function retryDelay(request: SubgraphRequest, cause: unknown, attempt: number): number | undefined {
  if (!(cause instanceof SubgraphError) || !mayRepeat(request, cause)) return undefined;
  const backoffMs = (firstDelayMs * 2 ** (attempt - 1) * (1 + Math.random())) / 2;
  const delayMs = Math.max(backoffMs, cause.retryAfterMs ?? 0);
  const { deadline = Number.POSITIVE_INFINITY } = request;
  // Without a deadline, a `Retry-After` that is too long for any client prevents the retry.
  if (delayMs > maxDelayMs || performance.now() + delayMs + leastTimeMs > deadline) return undefined;
  return delayMs;
}

const maxDelayMs = 10_000;

function mayRepeat({ operationKind }: SubgraphRequest, { kind }: SubgraphError): boolean {
  if (kind === 'not-sent') return true;
  return operationKind === 'query' && (kind === 'broken' || kind === 'late');
}
