import { SpanKind, SpanStatusCode } from '@opentelemetry/api';
import { errorCodes } from '../error-codes.ts';
import { RequestRecord } from '../request-scope.ts';
import { createBoundedLabel } from '../telemetry/bounded-label.ts';
import { noTelemetry, type Telemetry } from '../telemetry/telemetry.ts';
import { readTraceContext } from '../telemetry/trace-context.ts';
import type { HttpRequest } from './http-handler.ts';

/** Options of the telemetry of an HTTP server. */
export interface HttpTelemetryOptions {
  /** default: none */
  readonly telemetry?: Telemetry;
  /** False if the traces that callers name are only links of those of their requests. default: true */
  readonly trustsTraces?: boolean;
}

/** Telemetry of an HTTP server. */
export interface HttpTelemetry {
  /** Creates the record of a request, whose errors are counted. */
  readonly createRecord: (requestId: string) => RequestRecord;
  /** Begins the span of a request. */
  readonly begins: (request: HttpRequest) => void;
  /** Records an answer. `route` is undefined if the path has no route. */
  readonly answered: (
    request: HttpRequest,
    answer: { readonly route: string | undefined; readonly status: number; readonly ms: number },
  ) => void;
}

/** Creates the telemetry of an HTTP server. Clients choose method, path and id, but none of the labels of metrics. */
export function createHttpTelemetry(
  { telemetry = noTelemetry, trustsTraces = true }: HttpTelemetryOptions,
  inFlight: () => number,
): HttpTelemetry {
  const { metrics, tracing } = telemetry;
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
    begins({ method, path, headers, requestId, record }) {
      if (tracing === undefined || isProbe(path)) return;
      const caller = readTraceContext(headers);
      record.span = tracing.begin(trustsTraces ? caller : undefined, () => ({
        name: methodOf(method),
        kind: SpanKind.SERVER,
        attributes: {
          'http.request.method': methodOf(method),
          'url.path': path.slice(0, maxPathLength),
          'request.id': requestId,
        },
        links: caller === undefined || trustsTraces ? [] : [{ context: caller }],
      }));
    },
    answered({ method, record: { upstreamMs, span } }, { route, status, ms }) {
      if (span?.isRecording()) {
        if (route !== undefined)
          span.updateName(`${methodOf(method)} ${route}`).setAttribute('http.route', route);
        span.setAttribute('http.response.status_code', status);
        if (status >= 500) span.setStatus({ code: SpanStatusCode.ERROR });
        span.end();
      }
      if (!metrics.isOn) return;
      recordDuration(ms / 1_000, {
        'http.request.method': methodOf(method),
        'http.route': route,
        'http.response.status_code': status,
      });
      if (upstreamMs !== undefined) recordOverhead(Math.max(0, ms - upstreamMs) / 1_000);
    },
  };
}

/** Returns whether a path is one that load balancers request all the time. */
export function isProbe(path: string): boolean {
  return path === '/health' || path === '/ready';
}

const methods = ['GET', 'HEAD', 'POST', 'PUT', 'DELETE', 'CONNECT', 'OPTIONS', 'TRACE', 'PATCH'];

const maxPathLength = 200;
