import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { repositoryFile } from '@supergraph/schema/registry.ts';
import { readSubgraphConfig } from '@supergraph/service-kit/subgraph/subgraph-config.ts';
import { noTelemetry } from '@supergraph/service-kit/telemetry/telemetry.ts';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { postOperation } from '../../test/graph/answer.ts';
import { createInternalToken } from '../../test/graph/internal-token.ts';
import { userId } from '../../test/graph/people.ts';
import { createMockRuntime } from '../src/mock/mock-runtime.ts';
import { freePorts } from './free-ports.ts';
import { type Launched, launch } from './launch.ts';

const folder = mkdtempSync(join(tmpdir(), 'mock-'));
let mock: Launched;
let port: string;

beforeAll(async () => {
  port = String((await freePorts(1))[0]);
  mock = await startMock();
});

afterAll(async () => {
  mock.process.kill('SIGTERM');
  await mock.ended;
  rmSync(folder, { recursive: true });
});

const entity = `query ($of: [_Any!]!) { _entities(representations: $of) { ... on Order { id status total { amount currency } customer { id } } } }`;
const order = (id: string) => ({ of: [{ __typename: 'Order', id }] });

test('an entity has the same values by its key, as a field of another, and after a restart', async () => {
  const { data } = await ask(
    '{ orders(first: 2) { nodes { id status total { amount currency } customer { id } } } }',
  );
  const [first] = data.orders.nodes;
  expect((await ask(entity, order(first.id))).data._entities).toEqual([first]);
  expect((await ask(`{ order(id: "${first.id}") { status } }`)).data.order.status).toBe(first.status);
  mock.process.kill('SIGTERM');
  await mock.ended;
  mock = await startMock();
  expect((await ask(entity, order(first.id))).data._entities).toEqual([first]);
  const [other] = (await ask(entity, order('another'))).data._entities;
  expect({ ...other, id: first.id }).not.toEqual(first);
});

test('lists have the length that the arguments ask for, pages end, and values are of mock-values.json', async () => {
  const { data, errors } = await ask(
    '{ orders(first: 4) { edges { cursor } nodes { customer { id } } pageInfo { hasNextPage } } products { nodes { price { amount currency } } } }',
  );
  expect(errors).toEqual([]);
  expect(data.orders.edges).toHaveLength(4);
  expect(data.orders.pageInfo.hasNextPage).toBe(false);
  const known = [1, 2, 3, 4].map(userId);
  for (const { customer } of data.orders.nodes) expect(known).toContain(customer.id);
  for (const { price } of data.products.nodes) {
    expect(price.amount).toEqual(expect.any(Number));
    expect(['EUR', 'USD']).toContain(price.currency);
  }
});

test('a mutation succeeds with the order that its arguments name', async () => {
  const id = '6b0f9b62-0000-4000-8000-000000000000';
  const { data } = await ask(
    `mutation { payOrder(id: "${id}") { __typename ... on OrderChanged { order { id } } } }`,
  );
  expect(data.payOrder).toEqual({ __typename: 'OrderChanged', order: { id } });
});

test('a subscription has an event each second', async () => {
  const response = await fetch(urlOf(port), {
    method: 'POST',
    headers: {
      authorization: `Bearer ${await createInternalToken(folder, 'orders')}`,
      'content-type': 'application/json',
      accept: 'text/event-stream',
    },
    body: JSON.stringify({ query: 'subscription { ordersChanged { kind order { id } } }' }),
  });
  const found: string[] = [];
  for await (const chunk of response.body?.pipeThrough(new TextDecoderStream()) ?? []) {
    found.push(...chunk.split('\n').filter((line) => line.includes('"order":{"id":"')));
    if (found.length >= 2) break;
  }
  expect(found[0]).not.toBe(found[1]);
});

test('a mock accepts only requests that a gateway signed', async () => {
  expect(await postOperation(urlOf(port), undefined, { query: '{ __typename }' })).toMatchObject({
    status: 401,
  });
});

test('values for types and fields that the schema does not have are refused by name', async () => {
  const copy = join(folder, 'orders');
  mkdirSync(copy);
  cpSync(repositoryFile('subgraphs/orders/schema.graphql'), join(copy, 'schema.graphql'));
  const write = (text: string) => writeFileSync(join(copy, 'mock-values.json'), text);
  write('{ "Order.colour": ["red"], "Currency": [] }');
  const config = readSubgraphConfig('orders', {
    DATA_DIR: folder,
    ORDERS_PORT: port,
    ORDERS_DATABASE_URL: 'postgres://none.invalid/x',
  });
  const start = () => createMockRuntime(pathToFileURL(`${copy}/`), config, noTelemetry);
  await expect(start()).rejects.toThrow(
    'mock-values.json: "Order.colour" is neither a type nor a field with values; "Currency" must be a list of values',
  );
  write('{ not JSON');
  await expect(start()).rejects.toThrow('mock-values.json: Expected property name');
  write('[]');
  await expect(start()).rejects.toThrow('mock-values.json: it must be an object');
});

async function startMock(): Promise<Launched> {
  const started = launch('mock/main.ts', ['orders'], { DATA_DIR: folder, ORDERS_PORT: port });
  await started.waitFor('serving');
  return started;
}

async function ask(query: string, variables?: Readonly<Record<string, unknown>>) {
  return postOperation(urlOf(port), await createInternalToken(folder, 'orders'), { query, variables });
}

function urlOf(of: string): string {
  return `http://127.0.0.1:${of}/graphql`;
}
