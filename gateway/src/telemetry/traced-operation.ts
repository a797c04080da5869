import type {
  FetchObserver,
  ObservedOperation,
  OperationObserver,
  OperationOutcome,
} from '@supergraph/engine';
import { requestScope } from '@supergraph/service-kit/request-scope.ts';
import type { Tracing } from '@supergraph/service-kit/telemetry/start-tracing.ts';
import {
  insideOf,
  type Span,
  SpanKind,
  SpanStatusCode,
  writeTraceContext,
} from '@supergraph/service-kit/telemetry/trace-context.ts';

/** Creates the observer of each operation for traces: a span for it, for its planning and for each fetch. */
export function createOperationTracer(tracing: Tracing): (operation: ObservedOperation) => OperationObserver {
  return (operation) => {
    const request = requestScope.getStore()?.span;
    // A span costs microseconds even if it is not kept, and all spans of a request are kept or none.
    if (request !== undefined && !operation.isEvent && !request.isRecording())
      return new UntracedOperation(request);
    const span = startSpan(operation, request, tracing);
    return span.isRecording() ? new TracedOperation(span, tracing) : new UntracedOperation(span);
  };
}

/** Starts the span of an operation, inside its request. An event of a subscription, which may last for days, begins a trace. */
function startSpan(
  { operation, text, isEvent }: ObservedOperation,
  request: Span | undefined,
  { tracer, hasDocuments }: Tracing,
): Span {
  const { operation: type, name } = operation;
  const attributes = {
    'graphql.operation.type': type,
    ...(name && { 'graphql.operation.name': name.value.slice(0, maxNameLength) }),
    ...(hasDocuments && { 'graphql.document': text.slice(0, maxDocumentLength) }),
  };
  if (!isEvent) return tracer.startSpan(type, { attributes }, insideOf(request));
  const links = request === undefined ? [] : [{ context: request.spanContext() }];
  return tracer.startSpan('subscription event', { attributes, links }, insideOf(undefined));
}

/** Maximum length of a client's name of an operation. */
const maxNameLength = 100;

const maxDocumentLength = 10_000;

/** Operation whose trace is kept. */
class TracedOperation implements OperationObserver {
  readonly #span: Span;
  readonly #tracing: Tracing;
  #planningFrom = 0;

  constructor(span: Span, tracing: Tracing) {
    this.#span = span;
    this.#tracing = tracing;
  }

  planningBegins(): void {
    this.#planningFrom = performance.now();
  }

  planningEnds(outcome: 'cached' | 'planned' | 'failed'): void {
    this.#span.setAttribute('graphql.plan.cached', outcome === 'cached');
    if (outcome === 'cached') return;
    const startTime = performance.timeOrigin + this.#planningFrom;
    const span = this.#tracer.startSpan('plan', { startTime }, insideOf(this.#span));
    if (outcome === 'failed') span.setStatus({ code: SpanStatusCode.ERROR });
    span.end();
  }

  costEstimated(cost: number): void {
    this.#span.setAttribute('graphql.operation.cost', cost);
  }

  fetchBegins(
    { subgraphName, operation }: Parameters<OperationObserver['fetchBegins']>[0],
    slots: readonly number[],
  ): FetchObserver {
    const attributes = {
      'subgraph.name': subgraphName,
      'graphql.fetch.path': operation.path.join('.'),
      ...(slots.length > 0 && { 'graphql.fetch.entities': slots.length }),
    };
    const options = { kind: SpanKind.CLIENT, attributes };
    const span = this.#tracer.startSpan(`fetch ${subgraphName}`, options, insideOf(this.#span));
    return {
      onRequest: (bytes) => void span.setAttribute('http.request.body.size', bytes),
      onResponse: (status) => void span.setAttribute('http.response.status_code', status),
      headers: () => writeTraceContext(span),
      ends(code) {
        if (code !== undefined)
          span.setStatus({ code: SpanStatusCode.ERROR }).setAttribute('error.type', code);
        span.end();
      },
    };
  }

  fetchFailed(): void {}

  errorFound(_: object, code: string): void {
    this.#span.addEvent('error', { 'error.code': code });
  }

  ends(outcome: OperationOutcome): void {
    this.#span.setAttribute('graphql.outcome', outcome);
    if (outcome !== 'data') this.#span.setStatus({ code: SpanStatusCode.ERROR });
    this.#span.end();
  }

  get #tracer() {
    return this.#tracing.tracer;
  }
}

/** Operation whose trace is not kept. It passes this on to the subgraphs, and does nothing else. */
class UntracedOperation implements OperationObserver {
  readonly #fetch: FetchObserver;

  constructor(span: Span) {
    const headers = writeTraceContext(span);
    this.#fetch = { onRequest() {}, onResponse() {}, headers: () => headers, ends() {} };
  }

  planningBegins(): void {}
  planningEnds(): void {}
  costEstimated(): void {}

  fetchBegins(): FetchObserver {
    return this.#fetch;
  }

  fetchFailed(): void {}
  errorFound(): void {}
  ends(): void {}
}
