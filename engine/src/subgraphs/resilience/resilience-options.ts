import type { BreakerOptions, BreakerState } from './circuit-breaker.ts';

/** Options for subgraphs that fail or are slow. */
export interface ResilienceOptions {
  /** Maximum number of retries of a request; 0 disables retries. default: 2 */
  readonly maxRetries?: number | undefined;
  /** Maximum number of retries per hundred requests, in addition to a reserve of ten. default: 20 */
  readonly retryBudgetPercent?: number | undefined;
  /** Maximum number of requests in flight; further ones wait. default: 100 */
  readonly concurrency?: number | undefined;
  /** Maximum number of waiting requests; further ones fail at once. default: 500 */
  readonly queue?: number | undefined;
  /** Maximum wait in milliseconds. default: 1000 */
  readonly queueWaitMs?: number | undefined;
  /** Options of the circuit breaker. */
  readonly breaker?: { readonly [K in keyof BreakerOptions]?: number | undefined };
  /** Listener for retries and for changes of the circuit breaker. default: none */
  readonly onEvent?: (event: ResilienceEvent) => void;
}

/** Action that was taken for a subgraph that fails. */
export type ResilienceEvent =
  | {
      readonly kind: 'breaker';
      readonly state: BreakerState;
      /** Number of requests in the last seconds before the breaker opened. */
      readonly requests: number;
      readonly failures: number;
    }
  /** A request is retried. */
  | { readonly kind: 'retry' }
  /** A request is not retried, because the retry budget is spent. */
  | { readonly kind: 'retry-budget-spent' };
