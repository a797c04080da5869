import { mayForwardHeader } from '@supergraph/engine';
import { group, section, type Value, type Variable } from '@supergraph/service-kit/config.ts';
import { integer, variable } from '@supergraph/service-kit/variables.ts';

/** Settings for requests to subgraphs that fail or are slow. docs/faults.md says when to change them. */
export const subgraphSettings = section(
  { title: 'Requests to subgraphs', about: '[faults.md](faults.md) says when to change these.' },
  {
    /** Deadline of a client's request. */
    answerTimeoutMs: integer('REQUEST_TIMEOUT_MS', {
      about: "Deadline of a client's request, after which missing data fails with `GATEWAY_TIMEOUT`.",
      range: [1, 600_000],
      fallback: 15_000,
    }),
    timeoutMs: integer('SUBGRAPH_TIMEOUT_MS', {
      about: 'Timeout of a request to a subgraph, after which it fails with `GATEWAY_TIMEOUT`.',
      range: [1, 600_000],
      fallback: 10_000,
    }),
    maxResponseBytes: integer('MAX_SUBGRAPH_BYTES', {
      about: "Limit of a subgraph's answer, beyond which it is not read.",
      range: [1_000, 1_000_000_000],
      fallback: 16_000_000,
    }),
    forwardHeaders: forwardedHeaders('FORWARD_HEADERS'),
    resilience: group({
      maxRetries: integer('SUBGRAPH_RETRIES', {
        about: 'Maximum retries of a query; a mutation is only retried if nothing of it was sent.',
        range: [0, 10],
        fallback: 2,
      }),
      retryBudgetPercent: integer('RETRY_BUDGET_PERCENT', {
        about: 'Retry budget, in percent of the requests.',
        range: [0, 100],
        fallback: 20,
      }),
      concurrency: integer('SUBGRAPH_CONCURRENCY', {
        about: 'Maximum requests in flight to one subgraph.',
        range: [1, 10_000],
        fallback: 100,
      }),
      queue: integer('SUBGRAPH_QUEUE', {
        about: 'Maximum requests that wait for a subgraph.',
        range: [0, 100_000],
        fallback: 500,
      }),
      queueWaitMs: integer('SUBGRAPH_QUEUE_WAIT_MS', {
        about: 'Longest wait of a request for a subgraph.',
        range: [1, 600_000],
        fallback: 1_000,
      }),
      breaker: group({
        failurePercent: integer('BREAKER_FAILURE_PERCENT', {
          about: 'Failed requests of the last ten seconds that open the circuit breaker; `0` disables it.',
          range: [0, 100],
          fallback: 50,
        }),
        minRequests: integer('BREAKER_MIN_REQUESTS', {
          about: 'Requests of the last ten seconds from which on the circuit breaker may open.',
          range: [1, 100_000],
          fallback: 20,
        }),
        // A recovered service must be detected within two seconds.
        openMs: integer('BREAKER_OPEN_MS', {
          about: 'Interval between two probes of an open circuit breaker.',
          range: [10, 600_000],
          fallback: 500,
        }),
      }),
    }),
  },
);

/** Values of these variables. */
export type SubgraphsConfig = Value<typeof subgraphSettings>;

/** Creates a variable with names of HTTP headers that clients may send to subgraphs, separated by commas. */
function forwardedHeaders(name: string): Variable<readonly string[]> {
  const parse = (value: string): readonly string[] => {
    const names = value.split(',').map((header) => header.trim().toLowerCase());
    const wrong = names.find((header) => !mayForwardHeader(header) || ownHeaders.has(header));
    if (wrong === undefined) return names;
    throw new Error(`must name headers that a client may set (${JSON.stringify(wrong)} is not one)`);
  };
  return variable(name, {
    about: 'Client headers to forward to subgraphs, as in `accept-language,x-tenant`.',
    accepts: 'list of headers',
    fallback: [],
    parse,
  });
}

/** Headers that the gateway itself sends to subgraphs. */
const ownHeaders: ReadonlySet<string> = new Set(['authorization', 'x-request-id']);
