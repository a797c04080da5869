import type { SubgraphRequest } from '../subgraph.ts';
import { SubgraphError } from '../subgraph-error.ts';

/** What the first retry waits at the most, in milliseconds; each further one waits up to twice as long. */
const firstDelayMs = 50;

/** What a retry must have left to be worth it, in milliseconds. */
const leastTimeMs = 50;

/**
 * How long to wait before a request is sent again, in milliseconds; undefined where it must not be: a mutation that may
 * have reached the subgraph, a failure that would come again, or no time before the deadline. Half of the delay is
 * chance, so that requests that failed together do not come back together.
 */
export function retryDelay(request: SubgraphRequest, cause: unknown, attempt: number): number | undefined {
  if (!(cause instanceof SubgraphError) || !mayRepeat(request, cause)) return undefined;
  const backoffMs = (firstDelayMs * 2 ** (attempt - 1) * (1 + Math.random())) / 2;
  const delayMs = Math.max(backoffMs, cause.retryAfterMs ?? 0);
  const { deadline = Number.POSITIVE_INFINITY } = request;
  // Without a deadline, what asks to be left alone for longer than anybody would wait is.
  if (delayMs > maxDelayMs || performance.now() + delayMs + leastTimeMs > deadline) return undefined;
  return delayMs;
}

const maxDelayMs = 10_000;

function mayRepeat({ operationKind }: SubgraphRequest, { kind }: SubgraphError): boolean {
  if (kind === 'not-sent') return true;
  return operationKind === 'query' && (kind === 'broken' || kind === 'late');
}
