import { afterAll, beforeAll, expect, test } from 'vitest';
import { createHttpConnection, type HttpConnection, type WireRequest } from '../graph/http-connection.ts';
import { staff } from '../graph/people.ts';
import { startTestGateway, type TestGateway } from '../graph/test-gateway.ts';

let gateway: TestGateway;
let connection: HttpConnection;
let authorization: string;

beforeAll(async () => {
  gateway = await startTestGateway({ DEVELOPMENT_PAGES: 'on' });
  connection = createHttpConnection(gateway.origin);
  authorization = `Bearer ${await gateway.tokenOf(staff)}`;
});

afterAll(async () => {
  connection.close();
  await gateway.stop();
});

const json = { 'content-type': 'application/json' };
const answers: Readonly<Record<string, WireRequest>> = {
  'an answer': { headers: json, body: '{"query":"{ __typename }"}' },
  'a refused operation': { headers: json, body: '{"query":"{ nothing }"}' },
  'a refused request': { headers: json, body: '{' },
  'a request without a token': { headers: { authorization: '' }, body: '{}' },
  '/health': { method: 'GET', path: '/health' },
  'a path that is not served': { method: 'GET', path: '/nothing' },
};

for (const [what, request] of Object.entries(answers)) {
  test(`${what} is not cached, not framed, and read as JSON only`, async () => {
    const { headers } = await connection.send({ ...request, headers: { authorization, ...request.headers } });
    expect(headers).toMatchObject({
      'content-type': expect.stringContaining('json'),
      'cache-control': 'no-store',
      'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
      'referrer-policy': 'no-referrer',
      'x-content-type-options': 'nosniff',
    });
    expect(Object.keys(headers)).not.toContain('x-powered-by');
    expect(Object.keys(headers)).not.toContain('server');
  });
}

for (const path of ['/', '/explorer']) {
  test(`the page ${path} runs only its own scripts, and no page may frame it`, async () => {
    const { headers } = await connection.send({ method: 'GET', path, headers: { host: 'localhost' } });
    const policy = String(headers['content-security-policy']);
    for (const directive of [
      "default-src 'none'",
      "base-uri 'none'",
      "form-action 'none'",
      "frame-ancestors 'none'",
    ])
      expect(policy).toContain(directive);
    expect(policy).toMatch(/script-src '(nonce|sha256)-/);
    expect(policy).not.toMatch(/script-src [^;]*unsafe/);
    expect(policy).not.toContain('*');
    expect(headers).toMatchObject({ 'referrer-policy': 'no-referrer', 'x-content-type-options': 'nosniff' });
  });
}

test('each Sandbox page has a nonce of its own', async () => {
  const nonceOf = async (): Promise<unknown> =>
    (await connection.send({ method: 'GET', path: '/', headers: { host: 'localhost' } })).headers[
      'content-security-policy'
    ];
  expect(await nonceOf()).not.toBe(await nonceOf());
});
