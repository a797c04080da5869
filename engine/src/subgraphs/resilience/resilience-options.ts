import type { BreakerOptions, BreakerState } from './circuit-breaker.ts';

/** How a gateway treats a subgraph that fails or is slow. */
export interface ResilienceOptions {
  /** How often a request is sent again at the most; 0 for never. default: 2 */
  readonly maxRetries?: number | undefined;
  /** How many retries there are at the most for a hundred requests, beside the first ten. default: 20 */
  readonly retryBudgetPercent?: number | undefined;
  /** How many requests are under way at once; further ones wait. default: 100 */
  readonly concurrency?: number | undefined;
  /** How many may wait; further ones fail at once. default: 500 */
  readonly queue?: number | undefined;
  /** How long one may wait, in milliseconds. default: 1000 */
  readonly queueWaitMs?: number | undefined;
  /** When it is not asked for a while. */
  readonly breaker?: { readonly [K in keyof BreakerOptions]?: number | undefined };
  /** Told of what is done. default: not told */
  readonly onEvent?: (event: ResilienceEvent) => void;
}

/** Something that was done about a subgraph that fails. */
export type ResilienceEvent =
  | {
      readonly kind: 'breaker';
      readonly state: BreakerState;
      /** Of the last seconds, until the breaker opened. */
      readonly requests: number;
      readonly failures: number;
    }
  /** A request is sent again. */
  | { readonly kind: 'retry' }
  /** A request is not sent again, as there have been too many retries. */
  | { readonly kind: 'retry-budget-spent' };
