import { afterAll, beforeAll, expect, test } from 'vitest';
import { getQuery, postJson } from '../graph/ask-gateway.ts';
import { startTestGateway, type TestGateway } from '../graph/test-gateway.ts';

let gateway: TestGateway;
const query = 'query ($where: Nothing) { __typename }';

beforeAll(async () => {
  gateway = await startTestGateway({ MAX_VARIABLE_DEPTH: '3', MAX_VARIABLE_VALUES: '100' });
});

afterAll(() => gateway.stop());

const lists = (levels: number): unknown => (levels === 0 ? 1 : [lists(levels - 1)]);

for (const [what, variables, code, figure, limit] of [
  ['too deep', { where: lists(4) }, 'MAX_VARIABLE_DEPTH_LIMIT', 4, 3],
  ['a list too long', { where: Array(200).fill('x') }, 'MAX_VARIABLE_VALUES_LIMIT', 201, 100],
  [
    'the same list again and again',
    { a: Array(60).fill(1), b: Array(60).fill(1) },
    'MAX_VARIABLE_VALUES_LIMIT',
    122,
    100,
  ],
  [
    'too many that no operation has',
    Object.fromEntries(Array(101).fill(1).entries()),
    'MAX_VARIABLE_VALUES_LIMIT',
    101,
    100,
  ],
] as const) {
  test(`variables that are ${what} are refused with the figure and the limit`, async () => {
    const refusal = { status: 400, body: { errors: [{ extensions: { code, figure, limit } }] } };
    expect(await postJson(gateway, { query, variables })).toMatchObject(refusal);
    expect(await getQuery(gateway, { query, variables })).toMatchObject(refusal);
  });
}

test('variables at the limits are read', async () => {
  const variables = { a: lists(3), b: Array(95).fill(null) };
  expect(await postJson(gateway, { query: '{ __typename }', variables })).toMatchObject({ status: 200 });
});

test('the query of a GET request may contain a parameter once', async () => {
  for (const name of ['query', 'variables', 'operationName', 'extensions', 'documentId']) {
    const search = `query=${encodeURIComponent('{ __typename }')}&${name}={}&${name}={}`;
    const response = await fetch(`${gateway.url}?${search}`, {
      headers: {
        authorization: `Bearer ${await gateway.tokenOf({ subject: 'a', scopes: [] })}`,
        'apollo-require-preflight': 'x',
      },
    });
    expect({ status: response.status, body: await response.json() }).toMatchObject({
      status: 400,
      body: { errors: [{ extensions: { code: 'BAD_REQUEST' } }] },
    });
  }
});

test('variables of a GET request that are not a JSON object are refused', async () => {
  for (const variables of ['{', '[1]', '1', 'null']) {
    expect(await getQuery(gateway, { query: '{ __typename }', variables })).toMatchObject({
      status: 400,
      body: { errors: [{ extensions: { code: 'BAD_REQUEST' } }] },
    });
  }
});

for (const [what, body] of [
  [
    'variables',
    '{"query":"{ __typename }","variables":{"__proto__":{"polluted":true},"constructor":{"prototype":{"polluted":true}}}}',
  ],
  ['a variable', '{"query":"query ($__proto__: String) { __typename }","variables":{"__proto__":"x"}}'],
  [
    'an input object',
    '{"query":"mutation ($a: PlaceOrderInput!) { placeOrder(input: $a) { __typename } }","variables":{"a":{"__proto__":{"polluted":true}}}}',
  ],
  ['the request', '{"query":"{ __typename }","__proto__":{"polluted":true,"variables":{}}}'],
  [
    'extensions',
    '{"query":"{ __typename }","extensions":{"__proto__":{"polluted":true},"persistedQuery":null}}',
  ],
  ['an alias', '{"query":"{ __proto__: __typename constructor: __typename }"}'],
] as const) {
  test(`"__proto__" in ${what} changes no other object`, async () => {
    const { status } = await postJson(gateway, body);
    expect([200, 400]).toContain(status);
    expect(Reflect.get({}, 'polluted')).toBeUndefined();
    expect(await postJson(gateway, { query: '{ __typename }' })).toMatchObject({
      status: 200,
      body: { data: { __typename: 'Query' } },
    });
  });
}
