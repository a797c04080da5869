import type { ResilienceEvent, SubgraphFailure } from '@supergraph/engine';
import type { Log } from '@supergraph/service-kit/log.ts';
import { startTally } from '@supergraph/service-kit/tally.ts';

/** What the log says of subgraphs that fail. */
export interface SubgraphLog {
  readonly onFailure: (failure: SubgraphFailure) => void;
  readonly onEvent: (subgraph: string, event: ResilienceEvent) => void;
  readonly stop: () => void;
}

/** How long one cause of failures is not told again, in milliseconds. */
const quietMs = 10_000;

/**
 * Starts the log of subgraphs: a line for each change of a breaker, one for the first failure of each kind with its cause,
 * and every ten seconds one a subgraph that counts the rest; never a line a request, as an outage would fill the disk.
 */
export function startSubgraphLog(log: Log): SubgraphLog {
  const tally = startTally({ log, message: 'a subgraph fails', field: 'subgraph' });
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
      tally.count(subgraph, code);
      if (isNews(`${subgraph} ${code}`))
        log.warn({ err: cause, subgraph, code }, 'a subgraph could not be asked');
    },
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
    stop: tally.stop,
  };
}
