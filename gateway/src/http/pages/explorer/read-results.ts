import type { QueryTrace } from '@supergraph/engine';
import type { TracePanel } from './trace-panel.ts';

/** Panel for the traces of one answer. */
export interface AnswerTraces {
  readonly panel: TracePanel;
  /** Returns whether the panel still shows this answer. */
  readonly isShown: () => boolean;
}

/** Result of an operation, or a part or an event of it, as the gateway sends it. */
export type ReceivedResult = Readonly<Record<string, unknown>>;

/**
 * Reads the results of an answer as they arrive, shows their traces, and gives the results without them. A whole answer, a
 * deferred part and an event each have their JSON in one line. Adds an error to a subscription that the gateway ends without
 * one. A return aborts the request.
 */
export function readResults(
  response: Response,
  traces: AnswerTraces | undefined,
  stop: AbortController,
): AsyncIterableIterator<ReceivedResult> {
  const results = read(response, traces, stop.signal);
  return {
    [Symbol.asyncIterator]() {
      return this;
    },
    next: () => results.next(),
    return: async () => {
      stop.abort();
      return { done: true, value: undefined };
    },
  };
}

async function* read(
  response: Response,
  traces: AnswerTraces | undefined,
  stop: AbortSignal,
): AsyncGenerator<ReceivedResult, undefined, undefined> {
  const unit = unitOf(response);
  const show = traces && createShow(traces, unit);
  let end = '';
  try {
    for await (const line of readLines(response)) {
      if (line.startsWith('event: ')) end = line;
      const result = readResult(line);
      if (result !== undefined) yield takeTrace(result, show?.result);
    }
  } catch (error) {
    if (!stop.aborted) throw error;
    return undefined;
  }
  show?.end();
  if (unit === 'Event' && end !== 'event: complete') yield ended;
  return undefined;
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

/** Yields the lines of a text. A boundary of parts has no end of line before the next part, and completes the part before. */
async function* readLines({ body }: Response): AsyncGenerator<string, void, undefined> {
  if (body === null) return;
  const reader = body.pipeThrough(new TextDecoderStream()).getReader();
  let open = '';
  for (let { done, value } = await reader.read(); !done; { done, value } = await reader.read()) {
    const lines = (open + (value ?? '')).split('\n');
    open = lines.pop() ?? '';
    yield* lines;
  }
  yield open;
}

function readResult(line: string): ReceivedResult | undefined {
  const start = /^(?:data: )?(?=\{)/.exec(line);
  if (start === null) return undefined;
  try {
    return JSON.parse(line.slice(start[0].length));
  } catch {
    // The page of a proxy can have such a line too.
    return undefined;
  }
}

/** Shows the trace of a result, and returns the result without it. */
function takeTrace(
  result: ReceivedResult,
  show: ((trace: QueryTrace, hasNext: boolean) => void) | undefined,
): ReceivedResult {
  const { extensions, ...rest }: { readonly extensions?: { readonly trace?: QueryTrace } } = result;
  if (show === undefined || extensions?.trace === undefined) return result;
  const { trace, ...others } = extensions;
  show(trace, result.hasNext === true);
  return Object.keys(others).length > 0 ? { ...rest, extensions: others } : rest;
}

/** Result for a subscription that is older than the gateway allows, or whose gateway stops. Other clients resume it. */
const ended: ReceivedResult = {
  errors: [
    {
      message:
        'The gateway ended the subscription, since it stops or the subscription is too old. Run it again.',
      extensions: { code: 'SUBSCRIPTION_ENDED' },
    },
  ],
};
