import { setTimeout as sleep } from 'node:timers/promises';
import type { Subgraph, SubgraphAnswer, SubgraphRequest } from '../subgraph.ts';
import { SubgraphError } from '../subgraph-error.ts';
import { createBulkhead } from './bulkhead.ts';
import { createCircuitBreaker, type Outcome } from './circuit-breaker.ts';
import type { ResilienceEvent, ResilienceOptions } from './resilience-options.ts';
import { createRetryBudget } from './retry-budget.ts';
import { retryDelay } from './retry-delay.ts';

/**
 * A subgraph that is asked with care: what fails is asked again where that is safe and affordable, what keeps failing is
 * left alone, and what is slow holds a bounded number of requests. A mutation is sent again only where nothing of it was
 * sent. Every attempt is a call of the given subgraph, whose {@link SubgraphError}s say what kind of failure they are.
 */
export function createResilientSubgraph(subgraph: Subgraph, options: ResilienceOptions = {}): Subgraph {
  const { maxRetries = 2, retryBudgetPercent = 20, onEvent = () => {} } = options;
  const budget = createRetryBudget(retryBudgetPercent);
  const attempt = createAttempts(subgraph, options, onEvent);
  return {
    async execute(request) {
      budget.deposit();
      for (let attempts = 1; ; attempts += 1) {
        try {
          return await attempt(request);
        } catch (cause) {
          const delayMs = attempts > maxRetries ? undefined : retryDelay(request, cause, attempts);
          if (delayMs === undefined) throw cause;
          if (!budget.take()) {
            onEvent({ kind: 'retry-budget-spent' });
            throw cause;
          }
          onEvent({ kind: 'retry' });
          // Of a client that has gone meanwhile, the attempt itself tells.
          await sleep(delayMs, undefined, { signal: request.signal, ref: false }).catch(() => {});
        }
      }
    },
    close: async () => subgraph.close?.(),
  };
}

/** One attempt, unless the breaker is open or the bulkhead full. */
function createAttempts(
  subgraph: Subgraph,
  { concurrency = 100, queue = 500, queueWaitMs = 1_000, breaker: breakerOptions }: ResilienceOptions,
  onEvent: (event: ResilienceEvent) => void,
): (request: SubgraphRequest) => Promise<SubgraphAnswer> {
  const bulkhead = createBulkhead({ concurrency, queue, queueWaitMs });
  const breaker = createCircuitBreaker(
    { failurePercent: 50, minRequests: 20, openMs: 500, ...breakerOptions },
    (state, figures) => onEvent({ kind: 'breaker', state, ...figures }),
  );
  return async (request) => {
    const report = breaker.enter();
    if (report === undefined) throw new SubgraphError('SUBGRAPH_UNAVAILABLE', 'the breaker is open');
    let outcome: Outcome = 'unknown';
    try {
      const entering = bulkhead.enter(request);
      if (entering !== undefined) await entering;
      const startedAt = performance.now();
      try {
        const answer = await subgraph.execute(request);
        outcome = 'worked';
        return answer;
      } catch (cause) {
        outcome = outcomeOf(cause, request, startedAt);
        throw cause;
      } finally {
        bulkhead.leave();
      }
    } finally {
      report(outcome);
    }
  };
}

/** How long a subgraph must have had for its lateness to be its own fault, in milliseconds. */
const fairTimeMs = 1_000;

function outcomeOf(cause: unknown, { deadline }: SubgraphRequest, startedAt: number): Outcome {
  if (!(cause instanceof SubgraphError) || cause.kind === 'refused') return 'unknown';
  if (cause.kind !== 'late' || deadline === undefined) return 'failed';
  const now = performance.now();
  // Where the request's deadline came before the subgraph's own, others may have used up the time.
  return now < deadline || now - startedAt >= fairTimeMs ? 'failed' : 'unknown';
}
