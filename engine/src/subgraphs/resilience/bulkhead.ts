import { createDeadlines } from '../deadlines.ts';
import type { SubgraphRequest } from '../subgraph.ts';
import { clientGone, SubgraphError } from '../subgraph-error.ts';

/** How much one subgraph may occupy of the gateway. */
export interface BulkheadOptions {
  readonly concurrency: number;
  readonly queue: number;
  readonly queueWaitMs: number;
}

/** Bounds what is under way to one subgraph, so that a slow one holds up nobody else. */
export interface Bulkhead {
  /**
   * Takes a place, at once (undefined) or when one is free; whoever has it must leave. Rejects with SUBGRAPH_OVERLOADED
   * where too many wait or the wait takes too long, and when the client has gone.
   */
  enter(request: Pick<SubgraphRequest, 'signal' | 'deadline'>): Promise<void> | undefined;
  leave(): void;
}

/** Creates a bulkhead that nobody is in. Who waits is let in by the order of arrival. */
export function createBulkhead({ concurrency, queue, queueWaitMs }: BulkheadOptions): Bulkhead {
  // A Set keeps the order of insertion, and who gives up is taken out at no cost.
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
      const onLate = (): void => giveUp(overloaded(`no place became free among ${concurrency}`));
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
      if (waiting.size >= queue) return Promise.reject(overloaded(`${waiting.size} wait already`));
      return wait(request);
    },
    leave() {
      const [next] = waiting;
      // The place goes from one to the next.
      if (next === undefined) inside -= 1;
      else next();
    },
  };
}

function overloaded(message: string): SubgraphError {
  return new SubgraphError('SUBGRAPH_OVERLOADED', message);
}
