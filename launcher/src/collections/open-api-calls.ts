/** Call of a REST route, as an OpenAPI document of the gateway describes it. */
export interface RestCall {
  readonly name: string;
  readonly description: string;
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly parameters: readonly RestParameter[];
  /** Example of the body, or undefined if there is none. */
  readonly body: unknown;
}

/** Parameter of the query string. Only those with an example are sent. */
export interface RestParameter {
  readonly name: string;
  readonly description: string;
  /** Values of the example. A list has several. */
  readonly values: readonly string[];
}

/** Reads the calls of an OpenAPI document that a gateway has written. Throws an Error for any other text. */
export function readCalls(text: string): readonly RestCall[] {
  const document: unknown = JSON.parse(text);
  const paths = entriesOf(fieldOf(document, 'paths'));
  if (!String(fieldOf(document, 'openapi')).startsWith('3.1.'))
    throw new Error('This is no OpenAPI 3.1 document.');
  return paths.flatMap(([path, item]) =>
    entriesOf(item).map(([method, operation]): RestCall => {
      const content = fieldOf(fieldOf(operation, 'requestBody'), 'content');
      return {
        name: String(fieldOf(operation, 'operationId')),
        description: String(fieldOf(operation, 'description') ?? ''),
        method: method === 'get' ? 'GET' : 'POST',
        path,
        parameters: listOf(fieldOf(operation, 'parameters')).flatMap(readParameter),
        body: fieldOf(fieldOf(content, 'application/json'), 'example'),
      };
    }),
  );
}

function readParameter(parameter: unknown): readonly RestParameter[] {
  if (fieldOf(parameter, 'in') !== 'query') return [];
  const example = fieldOf(parameter, 'example');
  return [
    {
      name: String(fieldOf(parameter, 'name')),
      description: String(fieldOf(parameter, 'description') ?? ''),
      values: (example === undefined ? [] : [example].flat()).map(String),
    },
  ];
}

function fieldOf(value: unknown, name: string): unknown {
  return Object.entries(Object(value)).find(([key]) => key === name)?.[1];
}

function entriesOf(value: unknown): readonly (readonly [string, unknown])[] {
  return Object.entries(Object(value));
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}
