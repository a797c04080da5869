import { createDeadlines } from '../deadlines.ts';
import type { SubgraphRequest } from '../subgraph.ts';
import { clientGone, SubgraphError } from '../subgraph-error.ts';

/** Limits for the concurrent requests to one subgraph. */
export interface BulkheadOptions {
  readonly concurrency: number;
  readonly queue: number;
  readonly queueWaitMs: number;
}

/** Bulkhead that bounds the requests in flight to one subgraph, so that a slow subgraph does not block others. */
export interface Bulkhead {
  /**
   * Takes a slot: at once (returns undefined), or when one is free. Every `enter` needs a `leave`. Rejects with
   * SUBGRAPH_OVERLOADED if the queue is full or the wait takes too long, and with CLIENT_GONE if the client
   * disconnects.
   */
  enter(request: Pick<SubgraphRequest, 'signal' | 'deadline'>): Promise<void> | undefined;
  leave(): void;
}

/** Creates an empty bulkhead. Waiting requests enter in order of arrival. */
export function createBulkhead({ concurrency, queue, queueWaitMs }: BulkheadOptions): Bulkhead {
  // A Set keeps insertion order and removes an aborted request in constant time.
  const waiting = new Set<() => void>();
  const deadlines = createDeadlines();
  let inside = 0;
  const wait = ({ signal, deadline = Number.POSITIVE_INFINITY }: Parameters<Bulkhead['enter']>[0]) =>
    new Promise<void>((resolve, reject) => {
      const end = (): void => {
        endWait();
        waiting.delete(letIn);
        signal?.removeEventListener('abort', onAbort);
      };
      const letIn = (): void => {
        end();
        resolve();
      };
      const giveUp = (error: SubgraphError): void => {
        end();
        reject(error);
      };
      const onAbort = (): void => giveUp(clientGone());
      const onLate = (): void => giveUp(overloaded(`none of ${concurrency} slots became free in time`));
      const endWait = deadlines.add(Math.min(performance.now() + queueWaitMs, deadline), onLate);
      signal?.addEventListener('abort', onAbort, { once: true });
      waiting.add(letIn);
    });
  return {
    enter(request) {
      if (inside < concurrency) {
        inside += 1;
        return undefined;
      }
      if (waiting.size >= queue)
        return Promise.reject(overloaded(`${waiting.size} requests are waiting already`));
      return wait(request);
    },
    leave() {
      if (waiting.size === 0) {
        inside -= 1;
        return;
      }
      // The slot passes to the next request in the queue.
      const [next] = waiting;
      next?.();
    },
  };
}

function overloaded(message: string): SubgraphError {
  return new SubgraphError('SUBGRAPH_OVERLOADED', message);
}
