import type {
  FetchObserver,
  ObservedOperation,
  OperationObserver,
  OperationOutcome,
} from '@supergraph/engine';
import { requestScope } from '@supergraph/service-kit/request-scope.ts';
import type { Tracing } from '@supergraph/service-kit/telemetry/start-tracing.ts';
import {
  type Span,
  SpanKind,
  SpanStatusCode,
  writeTraceContext,
} from '@supergraph/service-kit/telemetry/trace-context.ts';

/** Headers of requests to subgraphs that continue a trace. */
export type TraceOfOperation = Readonly<Record<string, string>>;

/**
 * Creates the tracing of operations. Returns the observer of an operation whose trace is kept: a span for it, for its planning and
 * for each fetch. For all others it returns the headers that tell the subgraphs so.
 */
export function createOperationTracer(
  tracing: Tracing,
): (operation: ObservedOperation) => TracedOperation | TraceOfOperation {
  return (operation) => {
    const request = requestScope.getStore()?.span;
    // All spans of a request are kept or none.
    const isUnkept = request !== undefined && !operation.isEvent && !request.isRecording();
    const span = isUnkept ? request : startSpan(operation, request, tracing);
    if (!span.isRecording()) return writeTraceContext(span);
    addReading(operation, request ?? span, tracing);
    return new TracedOperation(span, tracing);
  };
}

/** Adds the spans of a document that the engine has read, where those of Apollo Server's documents are: in the request. */
function addReading({ reading }: ObservedOperation, parent: Span, { inside }: Tracing): void {
  if (reading === undefined) return;
  const { beganAt, parsedAt, validatedAt } = reading;
  inside(parent, 'parse', { startTime: epochMs(beganAt) }).end(epochMs(parsedAt));
  inside(parent, 'validate', { startTime: epochMs(parsedAt) }).end(epochMs(validatedAt));
}

/** Returns a time of `performance.now()` in milliseconds since 1970. */
function epochMs(time: number): number {
  return performance.timeOrigin + time;
}

/** Starts the span of an operation, inside its request. An event of a subscription, which may last for days, begins a trace. */
function startSpan(
  operation: ObservedOperation,
  request: Span | undefined,
  { begin, inside, hasDocuments }: Tracing,
): Span {
  const type = operation.operation.operation;
  const attributes = () => describe(operation, hasDocuments);
  if (!operation.isEvent && request !== undefined) return inside(request, type, { attributes: attributes() });
  const links = request === undefined ? [] : [{ context: request.spanContext() }];
  const name = operation.isEvent ? 'subscription event' : type;
  return begin(undefined, () => ({ name, attributes: attributes(), links }));
}

function describe({ operation: { operation: type, name }, text }: ObservedOperation, hasDocuments: boolean) {
  return {
    'graphql.operation.type': type,
    ...(name && { 'graphql.operation.name': name.value.slice(0, maxNameLength) }),
    ...(hasDocuments && { 'graphql.document': text.slice(0, maxDocumentLength) }),
  };
}

/** Maximum length of a client's name of an operation. */
const maxNameLength = 100;

const maxDocumentLength = 10_000;

/** Operation whose trace is kept. */
export class TracedOperation implements OperationObserver {
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
    const span = this.#tracing.inside(this.#span, 'plan', { startTime: epochMs(this.#planningFrom) });
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
    const span = this.#tracing.inside(this.#span, `fetch ${subgraphName}`, options);
    return {
      onRequest: (bytes) => void span.setAttribute('http.request.body.size', bytes),
      onResponse: (status) => void span.setAttribute('http.response.status_code', status),
      headers: writeTraceContext(span),
      cacheUsed({ hits, misses, stale, ageSeconds: age }) {
        const uses = Object.entries({ hits, misses, stale, age });
        span.setAttributes(Object.fromEntries(uses.map(([name, value]) => [`graphql.cache.${name}`, value])));
      },
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
}

/** Operation whose trace is not kept. It passes this on to the subgraphs, and does nothing else. */
export class UntracedOperation implements OperationObserver {
  readonly #fetch: FetchObserver;

  constructor(headers: TraceOfOperation) {
    this.#fetch = { onRequest() {}, onResponse() {}, headers, ends() {} };
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
