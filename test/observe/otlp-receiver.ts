import { createServer } from 'node:http';
import { text } from 'node:stream/consumers';
import { expect } from 'vitest';

/** Span, as a collector receives it. */
export interface ReceivedSpan {
  readonly service: string;
  readonly name: string;
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId: string | undefined;
  readonly links: readonly { readonly traceId: string; readonly spanId: string }[];
  readonly attributes: Readonly<Record<string, string | number | boolean>>;
  readonly isError: boolean;
}

/** Collector that keeps the spans it receives over OTLP/HTTP. */
export interface OtlpReceiver {
  /** Environment of services that send their spans to it at once. */
  readonly env: Readonly<Record<string, string>>;
  readonly spans: () => readonly ReceivedSpan[];
  /** Returns the spans of a trace once it has all of these, as `service: name`. */
  readonly trace: (traceId: string, names: readonly string[]) => Promise<readonly ReceivedSpan[]>;
  /** Everything received, as text. */
  readonly text: () => string;
  readonly stop: () => Promise<void>;
}

/** Starts a collector on a free port. It must be stopped. */
export async function startOtlpReceiver(): Promise<OtlpReceiver> {
  const spans: ReceivedSpan[] = [];
  const bodies: string[] = [];
  const server = createServer(async (request, response) => {
    const body = await text(request);
    bodies.push(body);
    spans.push(...readSpans(body));
    response.writeHead(200, { 'content-type': 'application/json' }).end('{}');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = Object(server.address());
  return {
    env: {
      OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${address.port}`,
      OTEL_BSP_SCHEDULE_DELAY: '20',
    },
    spans: () => spans,
    async trace(traceId, names) {
      const read = () => spans.filter((span) => span.traceId === traceId);
      await expect
        .poll(() => read().map(({ service, name }) => `${service}: ${name}`), { timeout: 20_000 })
        .toEqual(expect.arrayContaining([...names]));
      return read();
    },
    text: () => bodies.join('\n'),
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** Returns the names of a span and of all spans around it, outermost first. */
export function pathOf(
  spans: readonly ReceivedSpan[],
  { service, name, parentSpanId }: ReceivedSpan,
): readonly string[] {
  const parent = spans.find(({ spanId }) => spanId === parentSpanId);
  return [...(parent === undefined ? [] : pathOf(spans, parent)), `${service}: ${name}`];
}

function readSpans(body: string): readonly ReceivedSpan[] {
  // biome-ignore lint/suspicious/noExplicitAny: the JSON of OTLP
  const { resourceSpans }: any = JSON.parse(body);
  const spans: ReceivedSpan[] = [];
  for (const { resource, scopeSpans } of resourceSpans)
    for (const { spans: inside } of scopeSpans)
      for (const { name, traceId, spanId, parentSpanId, links = [], attributes, status } of inside)
        spans.push({
          service: String(readAttributes(resource.attributes)['service.name']),
          ...{ name, traceId, spanId, parentSpanId: parentSpanId || undefined, links },
          attributes: readAttributes(attributes),
          isError: status?.code === 2,
        });
  return spans;
}

function readAttributes(
  attributes: readonly { readonly key: string; readonly value: Readonly<Record<string, unknown>> }[],
): ReceivedSpan['attributes'] {
  return Object.fromEntries(
    attributes.map(({ key, value }) => [key, (Object.values(value)[0] ?? '') as string | number | boolean]),
  );
}
