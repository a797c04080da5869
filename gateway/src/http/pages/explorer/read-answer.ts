import type { QueryTrace } from '@supergraph/engine';
import type { TracePanel } from './trace-panel.ts';

/** Panel for the traces of one answer. */
export interface AnswerTraces {
  readonly panel: TracePanel;
  /** Returns whether the panel still shows this answer. */
  readonly isShown: () => boolean;
}

/**
 * Shows the traces of an answer as its results arrive, and returns the answer without them. A whole answer, a deferred
 * part and an event each have their JSON in one line. Adds an error to a subscription that the gateway ends without one.
 */
export function readAnswer(response: Response, traces: AnswerTraces | undefined): Response {
  if (response.body === null) return response;
  const unit = unitOf(response);
  const show = traces && createShow(traces, unit);
  let end = '';
  const text = response.body.pipeThrough(new TextDecoderStream());
  const lines = readLines(
    (line) => {
      if (line.startsWith('event: ')) end = line;
      return show ? takeTrace(line, show.result) : line;
    },
    () => {
      show?.end();
      return unit === 'Event' && end !== 'event: complete' ? endedEvent : '';
    },
  );
  return new Response(text.pipeThrough(lines).pipeThrough(new TextEncoderStream()), response);
}

/** Result of an answer in several pieces, or undefined for a whole answer. */
type Unit = 'Event' | 'Part' | undefined;

function unitOf({ headers }: Response): Unit {
  const type = headers.get('content-type') ?? '';
  if (type.startsWith('text/event-stream')) return 'Event';
  return type.startsWith('multipart/mixed') ? 'Part' : undefined;
}

function createShow({ panel, isShown }: AnswerTraces, unit: Unit) {
  let results = 0;
  if (isShown()) panel.hint(`Waiting for the ${unit === 'Event' ? 'first event' : 'answer'}.`);
  return {
    result(trace: QueryTrace, hasNext: boolean): void {
      results += 1;
      if (isShown()) panel.show(trace, { name: unit && `${unit} ${results}`, hasNext });
    },
    end(): void {
      if (results === 0 && isShown()) panel.hint('This request was not executed: it has no plan.');
    },
  };
}

/** Creates a stream that changes each line of a text, and adds a text at its end. */
function readLines(change: (line: string) => string, finish: () => string): TransformStream<string, string> {
  let open = '';
  return new TransformStream({
    transform(chunk, controller) {
      const [first = '', ...others] = chunk.split('\n');
      let line = open + first;
      for (const next of others) {
        controller.enqueue(`${change(line)}\n`);
        line = next;
      }
      // A boundary has no end of line before the next part, and completes the part before it.
      const isBoundary = line.startsWith('-');
      if (isBoundary) controller.enqueue(line);
      open = isBoundary ? '' : line;
    },
    flush(controller) {
      controller.enqueue(change(open) + finish());
    },
  });
}

/** Shows the trace of a line, and returns the line without it. */
function takeTrace(line: string, show: (trace: QueryTrace, hasNext: boolean) => void): string {
  const start = /^(?:data: )?(?=\{)/.exec(line);
  if (start === null || !line.includes('"trace":')) return line;
  const { extensions, ...result } = JSON.parse(line.slice(start[0].length));
  if (extensions?.trace === undefined) return line;
  const { trace, ...others } = extensions;
  show(trace, result.hasNext === true);
  const rest = Object.keys(others).length > 0 ? { ...result, extensions: others } : result;
  return `${start[0]}${JSON.stringify(rest)}${line.endsWith('\r') ? '\r' : ''}`;
}

/** Event for a subscription that is older than the gateway allows, or whose gateway stops. Other clients resume it. */
const endedEvent = `event: next\ndata: ${JSON.stringify({
  errors: [
    {
      message:
        'The gateway ended the subscription, since it stops or the subscription is too old. Run it again.',
      extensions: { code: 'SUBSCRIPTION_ENDED' },
    },
  ],
})}\n\n`;
