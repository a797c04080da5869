import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { definition } from '@supergraph/orders/orders-service.ts';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { realProxies } from '../chaos/rolling/real-proxies.ts';
import { createHttpConnection, type HttpConnection } from '../graph/http-connection.ts';
import { stockOf, stockProduct } from '../graph/orders.ts';
import { createProductionKeys, type ProductionKeys } from '../graph/production-keys.ts';
import { startTestSubgraph } from '../graph/start-test-subgraph.ts';
import { testEnvironment } from '../graph/test-environment.ts';
import type { TestSubgraph } from '../graph/topology.ts';
import { startWorkerGateway, type WorkerGateway } from './worker-gateway.ts';

let keys: ProductionKeys;
let orders: TestSubgraph;

beforeAll(async () => {
  keys = await createProductionKeys();
  const env = { ...keys.env, ...testEnvironment };
  orders = await startTestSubgraph('orders', definition, env, '');
  await stockProduct({ orders }, { sku: 'TEA', stock: 100_000 });
});

afterAll(async () => {
  await orders.stop();
  keys.remove();
});

for (const { name, path, start } of realProxies)
  test(`while workers are killed behind ${name}, no query by GET and no order with an idempotency key fails, and each order is placed once${path === undefined ? ' (skipped: not installed)' : ''}`, {
    skip: path === undefined,
    timeout: 240_000,
  }, async () => {
    const urls = { ORDERS_URL: orders.url, USERS_URL: 'http://127.0.0.1:1/graphql' };
    const gateway = await startWorkerGateway(keys, urls);
    const port = Number(new URL(gateway.origin).port);
    const before = Number(await stockOf({ orders }, 'TEA'));
    const load = startLoad(await start(path ?? '', [port, port]), gateway);
    await gateway.endWorkers('SIGKILL', 3);
    const { queries, placed, failures } = await load.stop();
    expect(failures).toEqual([]);
    expect(Math.min(queries, placed.length)).toBeGreaterThan(50);
    expect(new Set(placed).size).toBe(placed.length);
    expect(await stockOf({ orders }, 'TEA')).toBe(before - placed.length);
  });

/** Starts clients that each send a query and an order in turn, each once. */
function startLoad(origin: string, { headers }: WorkerGateway) {
  const placed: string[] = [];
  const failures: string[] = [];
  let queries = 0;
  let isOver = false;
  const query = async (connection: HttpConnection): Promise<void> => {
    const path = `/graphql?query=${encodeURIComponent('{ orders(first: 1) { nodes { id } } }')}`;
    const { status, text } = await connection.send({ method: 'GET', path, headers });
    if (status === 200 && !text.includes('"errors"')) queries += 1;
    else failures.push(`${status} ${text}`);
  };
  const place = async (connection: HttpConnection): Promise<void> => {
    const key = randomUUID();
    const variables = { input: { idempotencyKey: key, lines: [{ sku: 'TEA', quantity: 1 }] } };
    const { status, text, json } = await connection.send({
      headers: { ...headers, 'idempotency-key': key },
      body: JSON.stringify({ query: mutation, variables }),
    });
    const id = json?.data?.placeOrder?.order?.id;
    if (typeof id === 'string') placed.push(id);
    else failures.push(`${status} ${text}`);
  };
  const run = async (): Promise<void> => {
    const connection = createHttpConnection(origin);
    const note = ({ message }: Error): void => void failures.push(message);
    while (!isOver) {
      await query(connection).catch(note);
      await place(connection).catch(note);
      await sleep(10);
    }
    connection.close();
  };
  const running = Array.from({ length: 8 }, run);
  return {
    stop: async () => {
      isOver = true;
      await Promise.all(running);
      return { queries, placed, failures };
    },
  };
}

const mutation = `mutation ($input: PlaceOrderInput!) {
  placeOrder(input: $input) { ... on OrderPlaced { order { id } } ... on Failure { message } }
}`;
