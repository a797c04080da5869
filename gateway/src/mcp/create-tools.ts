import type { CallToolResult, Tool } from '@modelcontextprotocol/server';
import { closedSchema, type JsonSchema, objectSchema, type Property } from '../published/input-schema.ts';
import { keyName, type OperationAccess, type PublishedOperation } from '../published/published-operation.ts';
import type { PublishedAnswer } from '../published/run-published.ts';
import { withoutPaths } from './without-paths.ts';

/** Returns the description of an operation as a tool. `cost` is its estimated cost with its default arguments. */
export function createTool(operation: PublishedOperation, cost: number | undefined): Tool {
  const { name, description, kind, marks, takesKey, access, variables, publicOutput } = operation;
  const isQuery = kind === 'query';
  const notes = [
    description,
    describeAccess(access),
    ...(takesKey ? [`Pass the same ${keyName} to repeat a call safely.`] : []),
  ];
  return {
    name,
    description: notes.filter((note) => note !== '').join(' '),
    inputSchema: asObject(closedSchema(variables)),
    outputSchema: asObject(resultSchema(publicOutput, takesKey)),
    annotations: {
      readOnlyHint: isQuery,
      destructiveHint: !isQuery && !marks.has('additive'),
      idempotentHint: isQuery || marks.has('idempotent'),
      openWorldHint: false,
    },
    _meta: {
      ...(cost !== undefined && { 'supergraph/estimatedCost': cost }),
      'supergraph/needsToken': access.needsToken,
      'supergraph/scopes': access.scopes,
    },
  };
}

/** Returns a sentence about the scopes that an operation needs, or an empty text if it needs none. */
function describeAccess({ scopes }: OperationAccess): string {
  if (scopes.length === 0) return '';
  const all = scopes.map((anyOf) => anyOf.map((names) => names.join(' and ')).join(', or ')).join('; ');
  return `Needs the scope ${all}.`;
}

/** Returns the schema of a result: the data, errors beside it, and the idempotency key. */
function resultSchema(data: JsonSchema, takesKey: boolean): JsonSchema {
  const properties: Property[] = [
    { name: 'data', isRequired: true, schema: data },
    { name: 'errors', isRequired: false, schema: { type: 'array', items: { type: 'object' } } },
  ];
  if (takesKey) properties.push({ name: keyName, isRequired: true, schema: { type: 'string' } });
  return objectSchema(properties);
}

function asObject(schema: JsonSchema): Tool['inputSchema'] {
  return { ...schema, type: 'object' };
}

/**
 * Returns the result of a tool. Private fields are removed. A result above the limit fails, since half an answer would
 * mislead a model.
 */
export function toToolResult(
  { privatePaths, access }: PublishedOperation,
  { result, failure, key }: PublishedAnswer,
  maxBytes: number,
): CallToolResult {
  const told = key === undefined ? {} : { [keyName]: key };
  const errors = result.errors?.map(({ message, path, extensions }) => ({
    message,
    ...(path && { path }),
    code: extensions?.code,
    ...('retryAfterSeconds' in { ...extensions } && { retryAfterSeconds: extensions?.retryAfterSeconds }),
  }));
  if (failure !== undefined || !result.data) {
    const isRefused = errors?.some(
      ({ code }) => code === 'UNAUTHORIZED_FIELD_OR_TYPE' || code === 'FORBIDDEN',
    );
    const needs = isRefused && describeAccess(access);
    return failed({ errors, ...(needs && { needs }), ...told });
  }
  const content = {
    data: withoutPaths(result.data, privatePaths),
    ...(errors && { errors }),
    ...told,
  };
  const text = visibleJson(content);
  const size = Buffer.byteLength(text);
  if (size <= maxBytes) return { content: [{ type: 'text', text }], structuredContent: content };
  const message = `The result is ${size} bytes, but the limit is ${maxBytes}. Ask for fewer items.`;
  return failed({ errors: [{ message, code: 'RESPONSE_TOO_LARGE' }], ...told });
}

/** Returns a failed result. */
export function failed(content: Readonly<Record<string, unknown>>): CallToolResult {
  return { content: [{ type: 'text', text: visibleJson(content) }], isError: true };
}

/**
 * Returns a value as JSON whose invisible characters are escaped. Text by users can contain characters that people do not
 * see and models read, such as tags and changes of direction.
 */
function visibleJson(value: unknown): string {
  return JSON.stringify(value).replace(
    /[\p{Cf}\p{Co}\p{Cn}\p{Zl}\p{Zp}\p{Variation_Selector}]/gu,
    (character) =>
      Array.from(
        { length: character.length },
        (_, at) => `\\u${character.charCodeAt(at).toString(16).padStart(4, '0')}`,
      ).join(''),
  );
}
