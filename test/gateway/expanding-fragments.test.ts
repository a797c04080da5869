import { afterAll, beforeAll, expect, test } from 'vitest';
import { staff } from '../graph/people.ts';
import { startTestGateway, type TestGateway } from '../graph/test-gateway.ts';

let gateway: TestGateway;

beforeAll(async () => {
  gateway = await startTestGateway();
});

afterAll(() => gateway.stop());

test('a short document whose fragments expand to a million fields is refused before it is planned', async () => {
  const levels = Array.from({ length: 20 }, (_, level) => {
    const next = level === 19 ? 'name' : `...Level${level + 1}`;
    const orders = `orders { nodes { customer { ${next} } } }`;
    return `fragment Level${level} on User { a: ${orders} b: ${orders} }`;
  });
  const response = await fetch(gateway.url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${await gateway.tokenOf(staff)}` },
    body: JSON.stringify({ query: `{ me { ...Level0 } } ${levels.join(' ')}` }),
  });
  expect(response.status).toBe(400);
  const { errors } = await response.json();
  expect(errors).toMatchObject([{ extensions: { code: expect.stringMatching(/^[A-Z_]+$/) } }]);
});
