/** Result of an operation, or a part or an event of it, as the gateway sends it. */
export type ReceivedResult = Readonly<Record<string, unknown>>;

/** Result of an answer in several pieces, or undefined for a whole answer. */
export type ResultUnit = 'Event' | 'Part' | undefined;

/** Watch over the results of one answer. */
export interface ResultWatch {
  /** Called once the answer has begun. */
  readonly begin: (unit: ResultUnit) => void;
  /** Returns a result as it is shown. */
  readonly take: (result: ReceivedResult) => ReceivedResult;
  /** Called after the last result. */
  readonly end: () => void;
}

/**
 * Reads the results of an answer as they arrive. A whole answer, a deferred part and an event each have their JSON in one
 * line. Adds an error to a subscription that the server ends without one. A return aborts the request.
 */
export function readResults(
  response: Response,
  watch: ResultWatch | undefined,
  stop: AbortController,
): AsyncIterableIterator<ReceivedResult> {
  const results = read(response, watch, stop.signal);
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
  watch: ResultWatch | undefined,
  stop: AbortSignal,
): AsyncGenerator<ReceivedResult, undefined, undefined> {
  const unit = unitOf(response);
  watch?.begin(unit);
  let end = '';
  try {
    for await (const line of readLines(response)) {
      if (line.startsWith('event: ')) end = line;
      const result = readResult(line);
      if (result !== undefined) yield watch?.take(result) ?? result;
    }
  } catch (error) {
    if (!stop.aborted) throw error;
    return undefined;
  }
  watch?.end();
  if (unit === 'Event' && end !== 'event: complete') yield ended;
  return undefined;
}

function unitOf({ headers }: Response): ResultUnit {
  const type = headers.get('content-type') ?? '';
  if (type.startsWith('text/event-stream')) return 'Event';
  return type.startsWith('multipart/mixed') ? 'Part' : undefined;
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

/** Result for a subscription that is older than the server allows, or whose server stops. Other clients resume it. */
const ended: ReceivedResult = {
  errors: [
    {
      message:
        'The server ended the subscription, since it stops or the subscription is too old. Run it again.',
      extensions: { code: 'SUBSCRIPTION_ENDED' },
    },
  ],
};
