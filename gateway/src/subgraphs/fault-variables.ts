import { integer } from '@supergraph/service-kit/config.ts';

/** Returns the variables for handling subgraphs that fail or are slow. docs/faults.md says when to change them. */
export function faultVariables() {
  return {
    answerTimeoutMs: integer('REQUEST_TIMEOUT_MS', { min: 1, max: 600_000, fallback: 15_000 }),
    subgraphTimeoutMs: integer('SUBGRAPH_TIMEOUT_MS', { min: 1, max: 600_000, fallback: 10_000 }),
    subgraphRetries: integer('SUBGRAPH_RETRIES', { min: 0, max: 10, fallback: 2 }),
    retryBudgetPercent: integer('RETRY_BUDGET_PERCENT', { min: 0, max: 100, fallback: 20 }),
    subgraphConcurrency: integer('SUBGRAPH_CONCURRENCY', { min: 1, max: 10_000, fallback: 100 }),
    subgraphQueue: integer('SUBGRAPH_QUEUE', { min: 0, max: 100_000, fallback: 500 }),
    subgraphQueueWaitMs: integer('SUBGRAPH_QUEUE_WAIT_MS', { min: 1, max: 600_000, fallback: 1_000 }),
    breakerFailurePercent: integer('BREAKER_FAILURE_PERCENT', { min: 0, max: 100, fallback: 50 }),
    breakerMinRequests: integer('BREAKER_MIN_REQUESTS', { min: 1, max: 100_000, fallback: 20 }),
    // A recovered service must be detected within two seconds.
    breakerOpenMs: integer('BREAKER_OPEN_MS', { min: 10, max: 600_000, fallback: 500 }),
  };
}

/** Settings read from these variables. */
export type FaultConfig = {
  readonly [Name in keyof ReturnType<typeof faultVariables>]: number;
};
