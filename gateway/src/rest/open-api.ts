import { getNullableType, isListType } from 'graphql';
import { type JsonSchema, objectSchema } from '../published/input-schema.ts';
import {
  keyName,
  type PublishedOperation,
  type PublishedVariable,
} from '../published/published-operation.ts';
import { methodOf } from './read-arguments.ts';

/** Returns the OpenAPI 3.1 document of operations. */
export function createOpenApi(operations: readonly PublishedOperation[]): JsonSchema {
  return {
    openapi: '3.1.0',
    info: {
      title: 'Graph for partners',
      version: '1.0.0',
      summary: 'Registered operations of the graph as REST routes.',
      description:
        'Each route is one registered operation. A response has `data`, and `errors` if a part of it is missing. If there is no data at all, the status tells why.',
      license: { name: 'Proprietary', identifier: 'LicenseRef-Proprietary' },
    },
    servers: [{ url: '/', description: 'This server' }],
    security: [{ token: [] }],
    tags: [
      { name: 'queries', description: 'Read data.' },
      { name: 'mutations', description: 'Change data.' },
    ],
    paths: Object.fromEntries(
      operations.map((operation) => [
        `/api/${operation.name}`,
        { [methodOf(operation).toLowerCase()]: describeOperation(operation) },
      ]),
    ),
    components: {
      securitySchemes: { token: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT' } },
      schemas: { Error: errorSchema, Failure: failureSchema },
      responses: Object.fromEntries(failures.map(([name, , description]) => [name, failureOf(description)])),
    },
  };
}

function describeOperation(operation: PublishedOperation): JsonSchema {
  const { name, kind, description, example, variables, takesKey, access, output } = operation;
  const [summary = name] = description.split(/(?<=\.) /);
  const isGet = methodOf(operation) === 'GET';
  return {
    operationId: name,
    tags: [kind === 'query' ? 'queries' : 'mutations'],
    summary: summary.replace(/\.$/, ''),
    description: [description, ...access.scopes.map(describeScopes)].join('\n\n'),
    ...(!access.needsToken && { security: [{ token: [] }, {}] }),
    ...(access.scopes.length > 0 && { 'x-scopes': access.scopes }),
    ...(isGet &&
      variables.length > 0 && {
        parameters: variables.map((each) => describeParameter(each, example?.[each.name])),
      }),
    ...(!isGet && {
      requestBody: {
        required: true,
        content: {
          'application/json': { schema: operation.input, example: example ?? exampleOf(operation.input) },
        },
      },
      ...(takesKey && { parameters: [keyParameter] }),
    }),
    responses: {
      '200': {
        description: 'The data, with errors beside it if a part is missing.',
        ...(takesKey && {
          headers: {
            'Idempotency-Key': { description: 'The key that was used.', schema: { type: 'string' } },
          },
        }),
        content: {
          'application/json': { schema: responseSchema(output), example: { data: exampleOf(output) } },
        },
      },
      ...Object.fromEntries(
        failures.map(([key, status]) => [status, { $ref: `#/components/responses/${key}` }]),
      ),
    },
  };
}

function describeScopes(anyOf: readonly (readonly string[])[]): string {
  return `Needs ${anyOf.map((names) => names.map((scope) => `\`${scope}\``).join(' and ')).join(', or ')}.`;
}

function describeParameter(
  { name, type, schema, isRequired }: PublishedVariable,
  example: unknown = isRequired ? exampleOf(schema) : undefined,
): JsonSchema {
  const { description, ...rest } = schema;
  return {
    name,
    in: 'query',
    required: isRequired,
    ...(typeof description === 'string' && { description }),
    schema: withoutNull(rest),
    ...(isListType(getNullableType(type)) && { style: 'form', explode: true }),
    ...(example !== undefined && { example }),
  };
}

/** Returns a schema of a query string, which has no null: a parameter is omitted instead. */
function withoutNull(schema: JsonSchema): JsonSchema {
  const { anyOf, ...rest } = schema;
  return Array.isArray(anyOf) ? { ...Object(anyOf[0]), ...rest } : schema;
}

const keyParameter: JsonSchema = {
  name: 'Idempotency-Key',
  in: 'header',
  required: false,
  description: `Makes repeating the request safe. May be in the body instead, as \`${keyName}\`. Generated if both are omitted.`,
  schema: { type: 'string', minLength: 1, maxLength: 100 },
};

const errorSchema = {
  ...objectSchema([
    { name: 'message', isRequired: true, schema: { type: 'string' } },
    { name: 'path', isRequired: false, schema: { type: 'array', items: { type: ['string', 'integer'] } } },
    {
      name: 'extensions',
      isRequired: false,
      schema: objectSchema([{ name: 'code', isRequired: true, schema: { type: 'string' } }]),
    },
  ]),
  description: 'An error. `extensions.code` is stable, `message` is for people.',
};

const errorList = { type: 'array', items: { $ref: '#/components/schemas/Error' } };

const failureSchema = objectSchema([
  { name: 'errors', isRequired: true, schema: errorList },
  { name: 'data', isRequired: false, schema: {} },
]);

function responseSchema(data: JsonSchema): JsonSchema {
  return objectSchema([
    { name: 'data', isRequired: true, schema: data },
    { name: 'errors', isRequired: false, schema: errorList },
  ]);
}

const failures = [
  ['BadRequest', '400', 'The request is malformed, or breaks a limit.'],
  ['Unauthenticated', '401', 'The token is missing or invalid.'],
  ['Forbidden', '403', 'The token may not do this.'],
  ['NotFound', '404', 'There is no such object or route.'],
  ['TooManyRequests', '429', 'The budget of the client is used up. Retry after `Retry-After` seconds.'],
  ['Unavailable', '503', 'The service is overloaded or unavailable. Retry later.'],
] as const;

function failureOf(description: string): JsonSchema {
  const schema = { $ref: '#/components/schemas/Failure' };
  return { description, content: { 'application/json': { schema } } };
}

/** Returns a value that fits a schema. */
function exampleOf(schema: JsonSchema): unknown {
  const { type, properties, items, anyOf } = schema;
  if ('const' in schema) return schema.const;
  if (Array.isArray(schema.enum)) return schema.enum[0];
  if (Array.isArray(anyOf)) return exampleOf(anyOf[0]);
  switch (type) {
    case 'object': {
      const entries = Object.entries(Object(properties)).map(([name, each]) => [
        name,
        exampleOf(Object(each)),
      ]);
      return Object.fromEntries(entries);
    }
    case 'array':
      return [exampleOf(Object(items))];
    case 'integer':
    case 'number':
      return 1;
    case 'boolean':
      return true;
    case 'string':
      return schema.format === 'date-time'
        ? '2026-03-01T09:30:00.000Z'
        : schema.format === 'date'
          ? '2026-03-01'
          : 'text';
    default:
      return {};
  }
}
