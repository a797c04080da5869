import type { ResilienceEvent, SubgraphFailure } from '@supergraph/engine';
import type { Log } from '@supergraph/service-kit/log.ts';
import { startTally } from '@supergraph/service-kit/tally.ts';

/** Log of subgraphs that fail. */
export interface SubgraphLog {
  readonly onFailure: (failure: SubgraphFailure) => void;
  /** Counts a request to a subgraph that was given up because its client had left. */
  readonly onClientGone: (subgraph: string) => void;
  readonly onEvent: (subgraph: string, event: ResilienceEvent) => void;
  readonly stop: () => void;
}

/** How long a cause of failures is not logged again, in milliseconds. */
const quietMs = 10_000;

/**
 * Starts the log of subgraphs: a line for each change of a breaker, and one for the first failure of each kind with its
 * cause. Every ten seconds it counts the rest, and requests whose clients left apart from failures. It never logs a line a
 * request, since an outage would fill the disk.
 */
export function startSubgraphLog(log: Log): SubgraphLog {
  const tally = startTally({ log, message: 'a subgraph fails', field: 'subgraph' });
  const gone = startTally({
    log,
    message: 'clients left before the answer',
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
    onFailure({ subgraph, code, cause }) {
      // It did answer. Whether its errors are its own fault or the caller's, its own log says.
      if (code === 'DOWNSTREAM_SERVICE_ERROR') return tally.count(subgraph, 'answersWithoutData');
      tally.count(subgraph, code);
      if (isNews(`${subgraph} ${code}`))
        log.warn({ err: cause, subgraph, code }, 'a subgraph could not be asked');
    },
    onClientGone: (subgraph) => gone.count(subgraph, 'requestsGivenUp'),
    onEvent(subgraph, event) {
      switch (event.kind) {
        case 'breaker': {
          const { state, requests, failures } = event;
          log.warn({ subgraph, breaker: state, requests, failures }, 'a breaker has changed');
          return;
        }
        case 'retry':
          return tally.count(subgraph, 'retries');
        case 'retry-budget-spent':
          return tally.count(subgraph, 'retriesWithheld');
        default:
          return event satisfies never;
      }
    },
    stop() {
      tally.stop();
      gone.stop();
    },
  };
}
