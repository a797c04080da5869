import { afterAll, beforeAll, expect, test } from 'vitest';
import { createHttpConnection, type HttpConnection, type WireRequest } from '../graph/http-connection.ts';
import { staff } from '../graph/people.ts';
import { startTestGateway, type TestGateway } from '../graph/test-gateway.ts';

let gateway: TestGateway;
let connection: HttpConnection;
let authorization: string;

beforeAll(async () => {
  gateway = await startTestGateway();
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
  test(`${what} is refused, also with a token`, async () => {
    const reply = await connection.send({ ...request, headers: { authorization, ...request.headers } });
    expect([400, 405, 415]).toContain(reply.status);
    expect(reply.json.data).toBeUndefined();
    expect(reply.json.errors[0].extensions.code).toMatch(/^(BAD_REQUEST|UNSUPPORTED_MEDIA_TYPE)$/);
  });
}

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
