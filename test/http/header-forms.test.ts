import { once } from 'node:events';
import { request } from 'node:http';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createHttpConnection, type HttpConnection, type WireReply } from '../graph/http-connection.ts';
import { staff } from '../graph/people.ts';
import { startTestGateway, type TestGateway } from '../graph/test-gateway.ts';

const body = '{"query":"{ __typename }"}';
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

test.each([
  { 'content-type': 'application/json\t; charset=utf-8' },
  { 'content-type': 'application/json;charset="UTF-8"' },
  { 'content-type': 'Application/JSON; charset=utf8' },
  { 'content-type': 'application/graphql+json ; profile=a; charset=utf-8' },
  { 'content-type': 'application/json', 'content-encoding': 'Identity' },
  { 'content-type': 'application/json', 'content-encoding': '' },
])('a request with the headers %j is executed', async (headers) => {
  expect(await ask(headers)).toMatchObject({ status: 200, json: { data: { __typename: 'Query' } } });
});

test.each(['utf-16le', '"UTF-16"', 'iso-8859-1'])(
  'a body with charset=%s is 415, which names UTF-8',
  async (charset) => {
    expect(await ask({ 'content-type': `application/json; charset=${charset}` })).toMatchObject({
      status: 415,
      json: { errors: [{ message: expect.stringContaining('UTF-8') }] },
    });
  },
);

const graphqlType = 'application/graphql-response+json; charset=utf-8';
const jsonType = 'application/json; charset=utf-8';

test.each([
  ['application/graphql-response+json', graphqlType],
  ['Application/GraphQL-Response+JSON', graphqlType],
  ['application/json;q=0.5, application/graphql-response+json', graphqlType],
  ['application/graphql-response+json;q=0.9, application/json ; Q=0.8', graphqlType],
  ['application/graphql-response+json, application/json', graphqlType],
  ['application/json, application/graphql-response+json', jsonType],
  ['application/graphql-response+json;q=0.5, application/json', jsonType],
  ['application/graphql-response+json;q=0, */*', jsonType],
  ['application/graphql-response+json; Q=0.000', jsonType],
  ['application/graphql-response+jsonp', jsonType],
  ['*/*', jsonType],
])('a refusal and an answer for Accept: %s are of the type %s', async (accept, type) => {
  const refused = await ask({ accept, 'content-type': 'text/plain' });
  expect(refused).toMatchObject({ status: 415, headers: { 'content-type': type } });
  // Apollo Server cannot answer a client that accepts none of its types.
  if (accept.endsWith('0.000') || accept.endsWith('jsonp')) return;
  expect((await ask({ accept, 'content-type': 'application/json' })).headers['content-type']).toBe(type);
});

test.each([
  ['http://other.example/graphql', 200],
  ['HTTPS://a:1/graphql?a=1', 200],
  ['http://other.example', 404],
  ['http://other.example?a=/graphql', 404],
])('the request target %s is routed by its path: %i', async (path, status) => {
  const headers = { authorization, 'content-type': 'application/json' };
  const { port } = new URL(gateway.origin);
  const outgoing = request({ port, path, method: 'POST', headers }).end(body);
  const [answer] = await once(outgoing, 'response');
  answer.resume();
  expect(answer.statusCode).toBe(status);
});

function ask(headers: Readonly<Record<string, string>>): Promise<WireReply> {
  return connection.send({ headers: { authorization, ...headers }, body });
}
