import { errorCodes } from '../error-codes.ts';
import { RequestRecord } from '../request-scope.ts';
import { createBoundedLabel } from '../telemetry/bounded-label.ts';
import type { Metrics } from '../telemetry/metrics.ts';

/** Metrics of an HTTP server. */
export interface HttpMetrics {
  /** Creates the record of a request, whose errors are counted. */
  readonly createRecord: (requestId: string) => RequestRecord;
  /** Records an answer. `route` is undefined if the path has no route. `seconds` is its duration. */
  readonly answered: (
    record: RequestRecord,
    answer: {
      readonly method: string;
      readonly route: string | undefined;
      readonly status: number;
      readonly ms: number;
    },
  ) => void;
}

/** Creates the metrics of an HTTP server. Clients choose method, path and id, but none of the labels. */
export function createHttpMetrics(metrics: Metrics, inFlight: () => number): HttpMetrics {
  const recordDuration = metrics.histogram('http.server.request.duration');
  const recordOverhead = metrics.histogram('http.server.overhead.duration');
  const countError = metrics.counter('response.errors');
  metrics.observe('http.server.active_requests', () => [{ value: inFlight() }]);
  const methodOf = createBoundedLabel({ known: methods, others: 0 });
  const codeOf = createBoundedLabel({ known: errorCodes, others: 100 });
  const subgraphOf = createBoundedLabel({ others: 200 });
  const onError = (code: string, subgraph: string | undefined): void =>
    countError({
      'error.code': codeOf(code),
      ...(subgraph !== undefined && { 'subgraph.name': subgraphOf(subgraph) }),
    });
  return {
    createRecord: (requestId) => new RequestRecord(requestId, onError),
    answered({ upstreamMs }, { method, route, status, ms }) {
      if (!metrics.isOn) return;
      recordDuration(ms / 1_000, {
        'http.request.method': methodOf(method),
        ...(route !== undefined && { 'http.route': route }),
        'http.response.status_code': status,
      });
      if (upstreamMs !== undefined) recordOverhead(Math.max(0, ms - upstreamMs) / 1_000);
    },
  };
}

const methods = ['GET', 'HEAD', 'POST', 'PUT', 'DELETE', 'CONNECT', 'OPTIONS', 'TRACE', 'PATCH'];
