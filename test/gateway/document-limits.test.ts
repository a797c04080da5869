import { getIntrospectionQuery } from 'graphql';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { getQuery, postJson } from '../graph/ask-gateway.ts';
import { startTestGateway, type TestGateway } from '../graph/test-gateway.ts';

let gateway: TestGateway;
let narrow: TestGateway;

beforeAll(async () => {
  gateway = await startTestGateway();
  narrow = await startTestGateway({
    MAX_TOKENS: '60',
    MAX_NESTING: '12',
    MAX_DIRECTIVES: '2',
    MAX_DEPTH: '4',
    MAX_ROOT_FIELDS: '3',
    MAX_ALIASES: '2',
    MAX_SELECTIONS: '12',
  });
});

afterAll(async () => {
  await gateway.stop();
  await narrow.stop();
});

const nested = (levels: number): string => `${'{ __schema '.repeat(levels)}{ a }${'}'.repeat(levels)}`;

/** Documents that exceed one limit of the narrow gateway, with the code, figure and limit in the answer. */
const refused: Readonly<
  Record<string, readonly [query: string, code: string, figure: number, limit: number]>
> = {
  'too many tokens': [`{ ${'a '.repeat(100)} }`, 'MAX_TOKENS_LIMIT', 61, 60],
  'braces too deep': [nested(20), 'MAX_NESTING_LIMIT', 13, 12],
  'a value too deep': [`{ a(b: ${'['.repeat(20)}${']'.repeat(20)}) }`, 'MAX_NESTING_LIMIT', 13, 12],
  'a type too deep': [`query ($a: ${'['.repeat(20)}Int${']'.repeat(20)}) { a }`, 'MAX_NESTING_LIMIT', 13, 12],
  'directives repeated': ['{ __typename @skip @skip @skip }', 'MAX_DIRECTIVES_LIMIT', 3, 2],
  'fields too deep': ['{ a { b { c { d { e } } } } }', 'MAX_DEPTH_LIMIT', 5, 4],
  'fields too deep through fragments': [
    '{ a { ...F } } fragment F on A { b { ...G } } fragment G on B { c { d { e } } }',
    'MAX_DEPTH_LIMIT',
    5,
    4,
  ],
  'too many root fields': ['{ a b c d }', 'MAX_ROOT_FIELDS_LIMIT', 4, 3],
  'too many root fields through fragments': [
    '{ ...F ... on Query { c d } } fragment F on Query { a b }',
    'MAX_ROOT_FIELDS_LIMIT',
    4,
    3,
  ],
  'the same root field repeated': ['{ a a a a }', 'MAX_ROOT_FIELDS_LIMIT', 4, 3],
  'too many root fields in a mutation': ['mutation { a b c d }', 'MAX_ROOT_FIELDS_LIMIT', 4, 3],
  'too many aliases': ['{ a { x: b y: b z: b } }', 'MAX_ALIASES_LIMIT', 3, 2],
  'too many aliases through fragments': [
    '{ a { ...F } b { ...F ...F } } fragment F on A { x: b }',
    'MAX_ALIASES_LIMIT',
    3,
    2,
  ],
  'too many selections through fragments': [
    '{ a { ...F ...F } b { ...F } } fragment F on A { b c ... on A { d e } }',
    'MAX_SELECTIONS_LIMIT',
    20,
    12,
  ],
  'an operation that is not the requested one': [
    'query A { a } query B { a b c d }',
    'MAX_ROOT_FIELDS_LIMIT',
    4,
    3,
  ],
  'an unused fragment': ['{ a } fragment F on A { b { c { d { e { f } } } } }', 'MAX_DEPTH_LIMIT', 5, 4],
};

for (const [what, [query, code, figure, limit]] of Object.entries(refused)) {
  test(`${what}: refused as ${code} with the figure and the limit, by POST and GET, and again`, async () => {
    const refusal = {
      status: 400,
      body: {
        errors: [
          {
            message: expect.stringMatching(
              new RegExp(`at most ${limit} .*, but this one has (at least )?${figure}\\.`),
            ),
            extensions: { code, figure, limit },
          },
        ],
      },
    };
    expect(await postJson(narrow, { query, operationName: 'A' })).toMatchObject(refusal);
    expect(await postJson(narrow, { query })).toMatchObject(refusal);
    expect(await getQuery(narrow, { query })).toMatchObject(refusal);
  });
}

test('a refusal has the accepted media type', async () => {
  for (const type of ['application/graphql-response+json', 'application/json']) {
    const { headers } = await postJson(narrow, { query: nested(20) }, { accept: type });
    expect(headers.get('content-type')).toBe(`${type}; charset=utf-8`);
  }
});

test('a document exactly at the limits is executed', async () => {
  const query =
    'query A { x: __typename y: __typename @skip(if: true) ...F @include(if: true) } fragment F on Query { __typename }';
  expect(await postJson(narrow, { query })).toMatchObject({ status: 200, body: { data: { x: 'Query' } } });
});

test('text that is not GraphQL gets its syntax error', async () => {
  for (const query of ['{ a', '}}}}', '{ a(b: "', '\u0000', '{ a } fragment']) {
    const { status, body } = await postJson(narrow, { query });
    expect({ status, code: body.errors[0].extensions.code }).toEqual({
      status: 400,
      code: 'GRAPHQL_PARSE_FAILED',
    });
  }
});

test('cycles of fragments are refused as such', async () => {
  const circles = [
    'query { ...A } fragment A on Query { ...A }',
    'query { ...A } fragment A on Query { ...B } fragment B on Query { ...C } fragment C on Query { ...A ...B }',
    'query { ...A } fragment A on Query { me { ...B } } fragment B on User { orders { nodes { customer { ...B } } } }',
  ];
  for (const query of circles) {
    const { status, body } = await postJson(gateway, { query });
    expect({ status, code: body.errors[0].extensions.code }).toEqual({
      status: 400,
      code: 'GRAPHQL_VALIDATION_FAILED',
    });
  }
});

test('fragments that double at each level are counted without being expanded', async () => {
  const levels = Array.from(
    { length: 90 },
    (_, i) => `fragment F${i} on Query { ...F${i + 1} ...F${i + 1} }`,
  );
  const query = `{ ...F0 } ${levels.join(' ')} fragment F90 on Query { __typename }`;
  const { body } = await postJson(gateway, { query });
  const { figure, ...extensions } = body.errors[0].extensions;
  expect(extensions).toEqual({ code: 'MAX_ROOT_FIELDS_LIMIT', limit: 20 });
  expect(figure).toBe(Number.MAX_SAFE_INTEGER);
});

test('a chain of a thousand fragments is refused without a stack overflow', async () => {
  const chain = Array.from({ length: 1_000 }, (_, i) => `fragment F${i} on Query { ...F${i + 1} }`);
  for (const definitions of [chain, chain.toReversed()]) {
    const query = `{ ...F0 } ${definitions.join(' ')} fragment F1000 on Query { __typename }`;
    const { status, body } = await postJson(gateway, { query });
    expect({ status, code: body.errors[0].extensions.code }).toEqual({
      status: 400,
      code: 'MAX_NESTING_LIMIT',
    });
  }
});

test('a document with the maximum nesting is refused by validation without a stack overflow', async () => {
  const deep = await startTestGateway({ MAX_NESTING: '300', MAX_DEPTH: '300' });
  const { status, body } = await postJson(deep, { query: `${'{ a '.repeat(300)}${'}'.repeat(300)}` });
  expect({ status, code: body.errors[0].extensions.code }).toEqual({
    status: 400,
    code: 'GRAPHQL_VALIDATION_FAILED',
  });
  await deep.stop();
});

test('with the default limits, the introspection that tools send is executed', async () => {
  const query = getIntrospectionQuery({ inputValueDeprecation: true, oneOf: true, specifiedByUrl: true });
  const { status, body } = await postJson(gateway, { query });
  expect(status).toBe(200);
  expect(body.errors).toBeUndefined();
});

test('a list of operations is refused unless lists are allowed, and then above its limit', async () => {
  const operation = { query: '{ __typename }' };
  expect(await postJson(gateway, [operation])).toMatchObject({
    status: 400,
    body: { errors: [{ extensions: { code: 'BATCHING_NOT_ENABLED', figure: 1, limit: 1 } }] },
  });
  const batching = await startTestGateway({ MAX_BATCH_SIZE: '2' });
  const data = { __typename: 'Query' };
  expect(await postJson(batching, [operation, operation])).toMatchObject({
    status: 200,
    body: [{ data }, { data }],
  });
  expect(await postJson(batching, [operation, operation, operation])).toMatchObject({
    status: 400,
    body: { errors: [{ extensions: { code: 'BATCH_LIMIT_EXCEEDED', figure: 3, limit: 2 } }] },
  });
  expect(await postJson(batching, [operation, { query: nested(200) }])).toMatchObject({
    status: 400,
    body: { errors: [{ extensions: { code: 'MAX_NESTING_LIMIT' } }] },
  });
  await batching.stop();
});
