import { setTimeout as sleep } from 'node:timers/promises';
import { readNumbers } from '../../number-options.ts';
import type { Subgraph, SubgraphAnswer, SubgraphRequest } from '../subgraph.ts';
import { SubgraphError } from '../subgraph-error.ts';
import { type BulkheadOptions, createBulkhead } from './bulkhead.ts';
import {
  type BreakerOptions,
  type BreakerState,
  createCircuitBreaker,
  type Outcome,
  type Permit,
} from './circuit-breaker.ts';
import { createRetryBudget, retryDelay } from './retries.ts';

/**
 * Creates a subgraph with retries, a circuit breaker and a bulkhead. Failed requests are retried where that is safe
 * and the retry budget allows. A mutation is only retried if nothing of it was sent. Every attempt calls the given
 * subgraph, whose {@link SubgraphError}s state the kind of failure.
 */
export function createResilientSubgraph(subgraph: Subgraph, options: ResilienceOptions = {}): Subgraph {
  const { onEvent = () => {} } = options;
  const { maxRetries, retryBudgetPercent, ...limits } = readNumbers(
    'createResilientSubgraph',
    options,
    rules,
  );
  const breaker = readNumbers('createResilientSubgraph: breaker', options.breaker ?? {}, breakerRules);
  const budget = createRetryBudget(retryBudgetPercent);
  const attempt = createAttempts(subgraph, { ...limits, breaker }, onEvent);
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
          // If the client disconnects in the meantime, the next attempt reports it.
          await sleep(delayMs, undefined, { signal: request.signal, ref: false }).catch(() => {});
        }
      }
    },
    // A subscription stays open, so it does not count as a request in flight. It resumes by itself.
    ...(subgraph.subscribe && { subscribe: subgraph.subscribe.bind(subgraph) }),
    close: async () => subgraph.close?.(),
  };
}

const rules = {
  maxRetries: { fallback: 2 },
  retryBudgetPercent: { fallback: 20 },
  concurrency: { fallback: 100, min: 1 },
  queue: { fallback: 500 },
  queueWaitMs: { fallback: 1_000 },
};

const breakerRules = {
  failurePercent: { fallback: 50 },
  minRequests: { fallback: 20 },
  openMs: { fallback: 500 },
};

/** Creates a function that makes one attempt, unless the circuit breaker is open or the bulkhead is full. */
function createAttempts(
  subgraph: Subgraph,
  { breaker: breakerOptions, ...limits }: BulkheadOptions & { readonly breaker: BreakerOptions },
  onEvent: (event: ResilienceEvent) => void,
): (request: SubgraphRequest) => Promise<SubgraphAnswer> {
  const bulkhead = createBulkhead(limits);
  const breaker = createCircuitBreaker(breakerOptions, (state, figures) =>
    onEvent({ kind: 'breaker', state, ...figures }),
  );
  const send = async (request: SubgraphRequest, { report }: Permit): Promise<SubgraphAnswer> => {
    let outcome: Outcome = 'unknown';
    let startedAt = performance.now();
    try {
      const entering = bulkhead.enter(request);
      if (entering !== undefined) {
        await entering;
        startedAt = performance.now();
      }
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
      report(outcome, startedAt);
    }
  };
  return (request) => {
    const permit = breaker.enter();
    if (permit === undefined)
      return Promise.reject(new SubgraphError('SUBGRAPH_UNAVAILABLE', 'the circuit breaker is open'));
    const sending = send(request, permit);
    return permit.isProbe ? waitForProbe(sending, request) : sending;
  };
}

/**
 * Time that a client waits for a probe, in milliseconds. The probe itself continues, and closes the breaker if it
 * succeeds.
 */
const probePatienceMs = 500;

async function waitForProbe(
  sending: Promise<SubgraphAnswer>,
  { operationKind }: SubgraphRequest,
): Promise<SubgraphAnswer> {
  const ended = new AbortController();
  const impatience = sleep(probePatienceMs, undefined, { signal: ended.signal, ref: false }).then(() => {
    // A mutation may have been executed, so its code says timeout rather than unavailable.
    const code = operationKind === 'query' ? 'SUBGRAPH_UNAVAILABLE' : 'GATEWAY_TIMEOUT';
    throw new SubgraphError(code, 'the probe was not answered in time');
  });
  try {
    return await Promise.race([sending, impatience]);
  } finally {
    ended.abort();
    for (const loser of [sending, impatience]) loser.catch(() => {});
  }
}

/** Time in milliseconds after which a missed request deadline counts as the subgraph's own timeout. */
const fairTimeMs = 1_000;

function outcomeOf(cause: unknown, { deadline }: SubgraphRequest, startedAt: number): Outcome {
  if (!(cause instanceof SubgraphError) || cause.kind === 'refused') return 'unknown';
  if (cause.kind !== 'late') return 'failed';
  if (deadline === undefined) return 'late';
  const now = performance.now();
  // If the request's deadline came before the subgraph's own, other subgraphs may have used up the time.
  return now < deadline || now - startedAt >= fairTimeMs ? 'late' : 'unknown';
}

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
