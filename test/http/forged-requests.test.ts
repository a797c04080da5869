import { afterAll, beforeAll, expect, test } from 'vitest';
import { createHttpConnection, type HttpConnection, type WireRequest } from '../graph/http-connection.ts';
import { staff } from '../graph/people.ts';
import { startTestGateway, type TestGateway } from '../graph/test-gateway.ts';

const shop = 'https://shop.example.com';
let gateway: TestGateway;
let connection: HttpConnection;
let authorization: string;

beforeAll(async () => {
  gateway = await startTestGateway({ ANONYMOUS: 'allow', CORS_ORIGINS: shop });
  connection = createHttpConnection(gateway.origin);
  authorization = `Bearer ${await gateway.tokenOf(staff)}`;
});

afterAll(async () => {
  connection.close();
  await gateway.stop();
});

const operation = '{"query":"{ __typename }"}';
const form = (type: string, body: string): WireRequest => ({ headers: { 'content-type': type }, body });

/** Requests that a page of another origin can make a browser send without a preflight (Fetch standard: "simple" requests). */
const forged: Readonly<Record<string, WireRequest>> = {
  'a GET request': { method: 'GET', path: '/graphql?query={__typename}' },
  'a GET request with a persisted query': {
    method: 'GET',
    path: `/graphql?extensions=${encodeURIComponent('{"persistedQuery":{"version":1,"sha256Hash":"0"}}')}`,
  },
  'a GET request with a mutation': { method: 'GET', path: '/graphql?query=mutation{__typename}' },
  'a GET request with a simple content type': {
    method: 'GET',
    path: '/graphql?query={__typename}',
    headers: { 'content-type': 'text/plain' },
  },
  'a POST request of text/plain': form('text/plain', operation),
  'a POST request of text/plain that names JSON': form('text/plain; application/json', operation),
  'a form': form('application/x-www-form-urlencoded', 'query={__typename}'),
  'a form of several parts': form(
    'multipart/form-data; boundary=x',
    '--x\r\ncontent-disposition: form-data; name="operations"\r\n\r\n{"query":"{ __typename }"}\r\n--x--',
  ),
  'a POST request without a content type': { body: operation },
  'a POST request with parameters in its URL': {
    path: '/graphql?query={__typename}',
    headers: { 'content-type': 'text/plain' },
    body: '',
  },
};

for (const [what, request] of Object.entries(forged)) {
  test(`${what} is refused`, async () => {
    const reply = await connection.send(request);
    expect([400, 405, 415]).toContain(reply.status);
    expect(reply.json.data).toBeUndefined();
    expect(reply.json.errors[0].extensions.code).toMatch(/^(BAD_REQUEST|UNSUPPORTED_MEDIA_TYPE)$/);
  });
}

for (const [what, headers] of Object.entries({
  'an image of a page of another origin': { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'no-cors' },
  'a link on a page of a listed origin': { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate' },
  'an address that the user typed': { 'sec-fetch-site': 'none', 'sec-fetch-mode': 'navigate' },
  'fetch in a page of an unknown origin': {
    origin: 'https://evil.example.com',
    'sec-fetch-site': 'cross-site',
    'sec-fetch-mode': 'cors',
  },
})) {
  test(`a GET request by ${what} is refused`, async () => {
    const reply = await connection.send({ method: 'GET', path: '/graphql?query={__typename}', headers });
    expect(reply.status).toBe(400);
  });
}

test('a POST request without JSON is refused with a token too', async () => {
  const reply = await connection.send({ headers: { authorization }, body: operation });
  expect(reply.status).toBe(415);
});

/** Headers that urql and graphql-request send with a query by GET. */
const accept =
  'application/graphql-response+json, application/graphql+json, application/json, text/event-stream, multipart/mixed';

test.each(
  Object.entries({
    'with a bearer token, which a page cannot send unasked': () => ({ authorization }),
    'in a page of a listed origin': () => ({
      origin: shop,
      'sec-fetch-site': 'cross-site',
      'sec-fetch-mode': 'cors',
    }),
    'in a page of the same origin': () => ({ 'sec-fetch-site': 'same-origin', 'sec-fetch-mode': 'cors' }),
  }),
)('a query by GET as urql sends it is answered %s', async (_, headersOf) => {
  const path = `/graphql?operationName=Kind&query=${encodeURIComponent('query Kind { __typename }')}&variables=${encodeURIComponent('{}')}`;
  const reply = await connection.send({ method: 'GET', path, headers: { accept, ...headersOf() } });
  expect(reply).toMatchObject({ status: 200, json: { data: { __typename: 'Query' } } });
});

for (const header of ['apollo-require-preflight', 'x-apollo-operation-name']) {
  test(`a GET request with the header ${header}, which a page cannot send unasked, is answered`, async () => {
    const headers = { authorization, [header]: 'x' };
    const reply = await connection.send({ method: 'GET', path: '/graphql?query={__typename}', headers });
    expect(reply).toMatchObject({ status: 200, json: { data: { __typename: 'Query' } } });
  });
}

test('a mutation by GET is 405, whatever its headers', async () => {
  const reply = await connection.send({
    method: 'GET',
    path: '/graphql?query=mutation{__typename}',
    headers: { authorization, 'apollo-require-preflight': 'x' },
  });
  expect(reply).toMatchObject({
    status: 405,
    headers: { allow: 'POST' },
    json: { errors: [expect.anything()] },
  });
});
