import type { ResilienceEvent, SubgraphFailure } from '@supergraph/engine';
import { startEventCounter } from '@supergraph/service-kit/event-counter.ts';
import type { Log } from '@supergraph/service-kit/log.ts';

export type SubgraphLog = ReturnType<typeof startSubgraphLog>;

/** Time for which the same kind of failure is not logged again, in milliseconds. */
const quietMs = 10_000;

/**
 * Starts the log of subgraphs. Logs each change of a circuit breaker, and the first failure of each kind with its
 * cause. Counts the rest every ten seconds, and separately the requests whose clients disconnected. Never logs a line
 * for each request, since an outage would fill the disk.
 */
export function startSubgraphLog(log: Log) {
  const counter = startEventCounter({ log, message: 'a subgraph is failing', field: 'subgraph' });
  const gone = startEventCounter({
    log,
    message: 'clients disconnected before the answer',
    field: 'subgraph',
    level: 'info',
  });
  const toldAt = new Map<string, number>();
  const isNews = (key: string): boolean => {
    const now = performance.now();
    const before = toldAt.get(key) ?? Number.NEGATIVE_INFINITY;
    if (now - before < quietMs) return false;
    toldAt.set(key, now);
    return true;
  };
  return {
    onFailure({ subgraph, code, cause }: SubgraphFailure) {
      // The subgraph did answer. Its own log shows whether the errors are its fault or the caller's.
      if (code === 'DOWNSTREAM_SERVICE_ERROR') return counter.count(subgraph, 'answersWithoutData');
      counter.count(subgraph, code);
      if (isNews(`${subgraph} ${code}`))
        log.warn({ err: cause, subgraph, code }, 'a request to a subgraph failed');
    },
    /** Counts a request to a subgraph that was cancelled because its client disconnected. */
    onClientGone: (subgraph: string): void => gone.count(subgraph, 'requestsGivenUp'),
    onEvent(subgraph: string, event: ResilienceEvent) {
      switch (event.kind) {
        case 'breaker': {
          const { state, requests, failures } = event;
          log.warn({ subgraph, breaker: state, requests, failures }, 'a circuit breaker changed its state');
          return;
        }
        case 'retry':
          return counter.count(subgraph, 'retries');
        case 'retry-budget-spent':
          return counter.count(subgraph, 'retriesWithheld');
        default:
          return event satisfies never;
      }
    },
    stop(): void {
      counter.stop();
      gone.stop();
    },
  };
}
