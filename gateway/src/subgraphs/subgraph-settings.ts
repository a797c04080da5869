// biome-ignore-all format: a declaration is one row of a table
import { mayForwardHeader } from '@supergraph/engine';
import { group, section } from '@supergraph/service-kit/config.ts';
import { flag, integer, variable } from '@supergraph/service-kit/variables.ts';

/** Headers that the gateway itself sends to subgraphs. */
const ownHeaders: ReadonlySet<string> = new Set(['authorization', 'x-request-id']);

const forwardHeaders = variable<readonly string[]>('FORWARD_HEADERS', {
  about: 'Client headers to forward to subgraphs, as in `accept-language,x-tenant`.',
  accepts: 'list of headers',
  fallback: [],
  parse: (value) => {
    const names = value.split(',').map((header) => header.trim().toLowerCase());
    const wrong = names.find((header) => !mayForwardHeader(header) || ownHeaders.has(header));
    if (wrong === undefined) return names;
    throw new Error(`must name headers that a client may set (${JSON.stringify(wrong)} is not one)`);
  },
});

/** Settings for requests to subgraphs that fail or are slow. */
export const subgraphSettings = section('Requests to subgraphs', {
  /** Deadline of a client's request. */
  answerTimeoutMs: integer('REQUEST_TIMEOUT_MS', 15_000, [1, 600_000],
    "Deadline of a client's request, after which missing data fails with `GATEWAY_TIMEOUT`."),
  timeoutMs: integer('SUBGRAPH_TIMEOUT_MS', 10_000, [1, 600_000],
    'Timeout of a request to a subgraph, after which it fails with `GATEWAY_TIMEOUT`.'),
  maxResponseBytes: integer('MAX_SUBGRAPH_BYTES', 16_000_000, [1_000, 1_000_000_000],
    "Limit of a subgraph's answer, beyond which it is not read."),
  forwardHeaders,
  shareReads: flag('SHARE_READS', false,
    '`on` sends identical queries of one viewer to a subgraph once while they are in flight ([caching](caching.md)).'),
  resilience: group({
    maxRetries: integer('SUBGRAPH_RETRIES', 2, [0, 10],
      'Maximum retries of a query; a mutation is only retried if nothing of it was sent.'),
    retryBudgetPercent: integer('RETRY_BUDGET_PERCENT', 20, [0, 100], 'Retry budget, in percent of the requests.'),
    concurrency: integer('SUBGRAPH_CONCURRENCY', 100, [1, 10_000], 'Maximum requests in flight to one subgraph.'),
    queue: integer('SUBGRAPH_QUEUE', 500, [0, 100_000], 'Maximum requests that wait for a subgraph.'),
    queueWaitMs: integer('SUBGRAPH_QUEUE_WAIT_MS', 1_000, [1, 600_000], 'Longest wait of a request for a subgraph.'),
    breaker: group({
      failurePercent: integer('BREAKER_FAILURE_PERCENT', 50, [0, 100],
        'Failed requests of the last ten seconds that open the circuit breaker; `0` disables it.'),
      minRequests: integer('BREAKER_MIN_REQUESTS', 20, [1, 100_000],
        'Requests of the last ten seconds from which on the circuit breaker may open.'),
      // A recovered service must be detected within two seconds.
      openMs: integer('BREAKER_OPEN_MS', 500, [10, 600_000],
        'Interval between two probes of an open circuit breaker.'),
    }),
  }),
}, '[faults.md](faults.md) says when to change these.');
