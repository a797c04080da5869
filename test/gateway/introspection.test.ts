import { expect, test } from 'vitest';
import { postJson } from '../graph/ask-gateway.ts';
import { startTestGateway } from '../graph/test-gateway.ts';

for (const [setting, expected] of [
  ['on', { status: 200, body: { data: { __type: { name: 'Order' } } } }],
  ['off', { status: 400, body: { errors: [{ extensions: { code: 'GRAPHQL_VALIDATION_FAILED' } }] } }],
] as const) {
  test(`with INTROSPECTION=${setting} the schema is ${setting === 'on' ? 'told' : 'not told'}, and __typename always is`, async () => {
    const gateway = await startTestGateway({ INTROSPECTION: setting });
    expect(await postJson(gateway, { query: '{ __type(name: "Order") { name } }' })).toMatchObject(expected);
    expect(await postJson(gateway, { query: '{ a: __typename }' })).toMatchObject({
      body: { data: { a: 'Query' } },
    });
    await gateway.stop();
  });
}
