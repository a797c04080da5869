/** A subgraph's answer that cannot be read; the message names the rule, and holds nothing of the answer. */
export class MalformedAnswer extends Error {
  override readonly name = 'MalformedAnswer';
}

/** Reads the body of an answer (GraphQL specification, 7.1); throws MalformedAnswer where it is none. */
export function readAnswer(text: string): object {
  const answer = parseJson(text);
  if (!isObject(answer)) throw new MalformedAnswer('an answer must be a JSON object');
  const { data, errors }: { data?: unknown; errors?: unknown } = answer;
  if (data === undefined && errors === undefined)
    throw new MalformedAnswer('an answer must have "data" or "errors"');
  if (data !== undefined && data !== null && !isObject(data))
    throw new MalformedAnswer('"data" must be an object or null');
  if (errors !== undefined && !(Array.isArray(errors) && errors.every(isError)))
    throw new MalformedAnswer('"errors" must be a list of objects, each with a "message"');
  return answer;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new MalformedAnswer('an answer must be JSON', { cause });
  }
}

function isError(error: unknown): boolean {
  return isObject(error) && typeof Reflect.get(error, 'message') === 'string';
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
