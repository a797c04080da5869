import { readGatewayConfig } from '@supergraph/gateway/gateway-config.ts';
import { repositoryRoot } from '@supergraph/schema/registry.ts';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { findLeaks } from '../graph/leaks.ts';
import { orderId } from '../graph/people.ts';
import { type ProductionGraph, startProductionGraph } from '../graph/production-graph.ts';
import { runSql } from '../graph/run-sql.ts';
import { stopService } from '../graph/service-process.ts';

let graph: ProductionGraph;
const federated = '{ orders(first: 2) { nodes { id customer { name tier } } } }';

beforeAll(async () => {
  graph = await startProductionGraph({
    PAGES: `/desk=${new URL('client/desk', repositoryRoot).pathname}`,
    SIGN_IN_ISSUER: 'https://login.example.com/',
    SIGN_IN_CLIENT_ID: 'order-desk',
    SIGN_IN_ORIGINS: 'https://tokens.example.com',
  });
});

afterAll(() => graph.stop());

test('a request id is returned, and appears in the logs of all three processes', async () => {
  const requestId = 'request-of-this-test.1';
  const response = await graph.post(federated, { headers: { 'x-request-id': requestId } });
  expect((await response.json()).errors).toBeUndefined();
  expect(response.headers.get('x-request-id')).toBe(requestId);
  for (const [name, service] of Object.entries(graph.services)) {
    await expect.poll(() => service.log().filter((line) => line.requestId === requestId)).not.toEqual([]);
    expect(service.log().find((line) => line.requestId === requestId)).toMatchObject({
      service: name,
      method: 'POST',
      path: '/graphql',
      status: 200,
    });
  }
});

for (const malformed of ['x'.repeat(65), 'a b', 'a"b', '../..', 'é', '']) {
  test(`the malformed request id ${JSON.stringify(malformed)} is replaced by a new one`, async () => {
    const headers = { 'x-request-id': Buffer.from(malformed).toString('latin1') };
    const response = await graph.post('{ __typename }', { headers });
    expect(response.headers.get('x-request-id')).toMatch(/^[0-9a-f-]{36}$/);
  });
}

test('pages learn where to sign in, may call the provider, and are not offered to paste tokens', async () => {
  const response = await fetch(new URL('/sign-in.json', graph.url));
  expect(await response.json()).toEqual({
    provider: {
      issuer: 'https://login.example.com/',
      clientId: 'order-desk',
      scope: 'openid offline_access',
      parameters: {},
    },
    tokens: false,
    viewers: false,
  });
  const page = await fetch(new URL('/desk/', graph.url));
  expect(page.headers.get('content-security-policy')).toContain(
    "connect-src 'self' https://login.example.com https://tokens.example.com;",
  );
});

test.each([
  ['SIGN_IN_ISSUER', 'http://login.example.com/'],
  ['SIGN_IN_ISSUER', 'login.example.com'],
  ['SIGN_IN_ISSUER', 'https://user:password@login.example.com/'],
  ['SIGN_IN_ORIGINS', 'https://one.example.com, http://two.example.com'],
])('%s must be safe from changes in transit, which %s is not', (name, value) => {
  expect(() => readGatewayConfig({ [name]: value })).toThrow(name);
});

test('without a request id each request gets its own', async () => {
  const [first, second] = await Promise.all([graph.post('{ __typename }'), graph.post('{ __typename }')]);
  expect(first.headers.get('x-request-id')).not.toBe(second.headers.get('x-request-id'));
});

test('a log is one JSON object a line with level, time and service, and holds no token', async () => {
  for (const [name, { stdout, stderr, log }] of Object.entries(graph.services)) {
    expect(stderr()).toBe('');
    expect(log()).toHaveLength(stdout().trim().split('\n').length);
    for (const line of log()) {
      expect(line).toMatchObject({
        service: name,
        level: expect.anything(),
        time: expect.any(String),
        msg: expect.any(String),
      });
    }
    expect(stdout()).not.toMatch(/eyJ/);
  }
});

test('production reveals its schema to no client', async () => {
  const introspection = await (await graph.post('{ __schema { types { name } } }')).json();
  expect(introspection.errors[0].extensions.code).toBe('GRAPHQL_VALIDATION_FAILED');
});

test('production returns no trace of an operation', async () => {
  const response = await graph.post(federated, { headers: { 'x-show-trace': '1' } });
  expect(await response.json()).not.toHaveProperty('extensions');
});

for (const [what, query, variables] of [
  ['a field', '{ orders { nodez { id } } }', {}],
  ['an argument', '{ orders(firs: 1) { totalCount } }', {}],
  ['a type', 'query ($a: OrderFilte) { orders(filter: $a) { totalCount } }', {}],
  ['a fragment', '{ orders { ... on OrderConection { totalCount } } }', {}],
  ['an enum value', '{ orders(filter: { status: DELIVERD }) { totalCount } }', {}],
  ['an input field', '{ orders(filter: { statuz: DELIVERED }) { totalCount } }', {}],
  [
    'an enum value in a variable',
    'query ($a: OrderFilter) { orders(filter: $a) { totalCount } }',
    { a: { status: 'DELIVERD' } },
  ],
  [
    'an input field in a variable',
    'query ($a: OrderFilter) { orders(filter: $a) { totalCount } }',
    { a: { statuz: 'DELIVERED' } },
  ],
] as const) {
  test(`production suggests no correction for ${what} that is nearly right`, async () => {
    const response = await graph.post(query, { variables });
    expect(response.status).toBe(400);
    const { errors } = await response.json();
    expect(errors).toHaveLength(1);
    expect(errors[0].message).not.toMatch(/did you mean/i);
    expect(errors[0].message).toMatch(/\.$/);
  });
}

test('an unexpected failure in a subgraph is masked for the client, and logged with its cause', async () => {
  const hide = 'alter table order_lines rename to hidden';
  await runSql(graph.databaseUrls.orders, hide);
  const response = await graph.post(`{ order(id: "${orderId(7)}") { id lines { quantity } } }`, {
    headers: { 'x-request-id': 'masked' },
  });
  await runSql(graph.databaseUrls.orders, 'alter table hidden rename to order_lines');
  const answer = await response.json();
  expect(answer).toMatchObject({
    data: { order: null },
    errors: [
      {
        message: 'Something went wrong on our side. It has been logged.',
        path: ['order', 'lines'],
        extensions: { code: 'INTERNAL_SERVER_ERROR', serviceName: 'orders' },
      },
    ],
  });
  expect(findLeaks(answer)).toEqual([]);
  const failures = () => graph.services.orders.log().filter((line) => line.msg === 'unexpected failure');
  await expect.poll(failures).toEqual([
    expect.objectContaining({
      requestId: 'masked',
      err: expect.objectContaining({
        message: expect.stringContaining('order_lines'),
        stack: expect.any(String),
      }),
    }),
  ]);
});

test('with users down, the answer has an error without an address', async () => {
  await stopService(graph.services.users);
  const answer = await (await graph.post(federated, { headers: { 'x-request-id': 'half' } })).json();
  expect(answer.data.orders.nodes).toEqual([
    { id: expect.any(String), customer: null },
    { id: expect.any(String), customer: null },
  ]);
  expect(answer.errors[0].extensions).toEqual({ code: 'SUBREQUEST_HTTP_ERROR', serviceName: 'users' });
  expect(findLeaks(answer)).toEqual([]);
  const told = () =>
    graph.services.gateway.log().find((line) => line.msg === 'a request to a subgraph failed');
  await expect.poll(told).toMatchObject({ requestId: 'half', subgraph: 'users' });
});
