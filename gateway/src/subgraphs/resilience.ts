import type { ResilienceOptions } from '@supergraph/engine';
import type { FaultConfig } from './fault-variables.ts';

/** Returns the engine's resilience options from the configuration. */
export function createResilienceOptions(config: FaultConfig): ResilienceOptions {
  return {
    maxRetries: config.subgraphRetries,
    retryBudgetPercent: config.retryBudgetPercent,
    concurrency: config.subgraphConcurrency,
    queue: config.subgraphQueue,
    queueWaitMs: config.subgraphQueueWaitMs,
    breaker: {
      failurePercent: config.breakerFailurePercent,
      minRequests: config.breakerMinRequests,
      openMs: config.breakerOpenMs,
    },
  };
}
