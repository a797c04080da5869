/** Forms of answers that a client accepts. */
export interface AcceptedForms {
  /** Whether the client names JSON. Left false if it accepts no other form by name. */
  readonly json: boolean;
  /** Form of a subscription's results. */
  readonly stream: 'events' | 'parts' | undefined;
  /** Format of deferred parts. */
  readonly incremental: IncrementalSpec | undefined;
}

/** Format of deferred parts: that of graphql-js 17, or that of Apollo Client 3 and Apollo Router. */
export type IncrementalSpec = 'incrementalSpec=v0.2' | 'deferSpec=20220824';

/** Reads the header Accept. The newer format of deferred parts takes precedence. */
export function readAcceptedForms(accept: string | undefined): AcceptedForms {
  if (accept === undefined || !/event-stream|multipart/i.test(accept)) return none;
  const ranges = accept.split(',').map(readRange);
  const parts = ranges.filter(({ type }) => type === 'multipart/mixed');
  const hasPart = (name: string, value: string): boolean =>
    parts.some(({ parameters }) => parameters.get(name) === value);
  return {
    json: ranges.some(({ type }) => /^application\/(.+\+)?json$/.test(type)),
    stream: ranges.some(({ type }) => type === 'text/event-stream')
      ? 'events'
      : hasPart('subscriptionspec', '1.0')
        ? 'parts'
        : undefined,
    incremental: hasPart('incrementalspec', 'v0.2')
      ? 'incrementalSpec=v0.2'
      : hasPart('deferspec', '20220824')
        ? 'deferSpec=20220824'
        : undefined,
  };
}

const none: AcceptedForms = { json: false, stream: undefined, incremental: undefined };

/** Reads a media range with its parameters, whose values may be quoted. */
function readRange(range: string): {
  readonly type: string;
  readonly parameters: ReadonlyMap<string, string>;
} {
  const [type = '', ...rest] = range.split(';').map((piece) => piece.trim());
  const parameters = rest.map((parameter) => {
    const [name = '', value = ''] = parameter.split('=', 2).map((side) => side.trim());
    return [name.toLowerCase(), value.replace(/^"(.*)"$/, '$1')] as const;
  });
  return { type: type.toLowerCase(), parameters: new Map(parameters) };
}
