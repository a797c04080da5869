import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { definition as ordersDefinition } from '@supergraph/orders/orders-service.ts';
import type { RunningService } from '@supergraph/service-kit/run-process.ts';
import { startSubgraph } from '@supergraph/service-kit/subgraph/serve-subgraph.ts';
import { readSubgraphConfig } from '@supergraph/service-kit/subgraph/subgraph-config.ts';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { startTcpProxy, type TcpProxy } from '../chaos/system/tcp-proxy.ts';
import { postOperation } from '../graph/answer.ts';
import { createInternalToken } from '../graph/internal-token.ts';
import { customer } from '../graph/people.ts';
import { type ReplicatedPostgres, startReplicatedPostgres } from '../graph/replicated-postgres.ts';
import { runSql } from '../graph/run-sql.ts';
import { testEnvironment } from '../graph/test-environment.ts';

let postgres: ReplicatedPostgres;
/** The address whose server changes in a failover. */
let address: TcpProxy;
let dataDir: string;
let orders: RunningService;
let token: string;

beforeAll(async () => {
  postgres = await startReplicatedPostgres();
  const databaseUrl = new URL(await postgres.provision('orders'));
  address = await startTcpProxy(postgres.primary().port);
  databaseUrl.port = String(address.port);
  dataDir = mkdtempSync(join(tmpdir(), 'supergraph-failover-'));
  orders = await startSubgraph(
    ordersDefinition,
    readSubgraphConfig('orders', {
      ...testEnvironment,
      DATA_DIR: dataDir,
      DEMO_DATA: 'on',
      ORDERS_PORT: '0',
      ORDERS_DATABASE_URL: databaseUrl.href,
    }),
  );
  await runSql(databaseUrl.href, 'update products set stock = 1000000');
  token = await createInternalToken(dataDir, 'orders', customer(2));
});

afterAll(async () => {
  await orders.stop();
  await address.stop();
  await postgres.stop();
  rmSync(dataDir, { recursive: true, force: true });
});

test('a primary that dies under load loses no acknowledged order; orders fail with an error until the standby is promoted', {
  timeout: 90_000,
}, async () => {
  const standby = await postgres.startStandby();
  const buyers = startBuyers('death');
  await buyers.placed(20);
  await postgres.primary().kill();
  address.redirect(standby.port);
  await expect.poll(readWarnings).toEqual(['The database of the subgraph "orders" accepts no changes.']);
  await sleep(500);
  await postgres.promote(standby);
  await buyers.placed(20);
  const { acknowledged, codes } = await buyers.stop();
  expect(codes).toEqual(new Set(['SERVICE_UNAVAILABLE']));
  expect(await readOrders('death')).toEqual(acknowledged);
  expect(await readWarnings()).toEqual([]);
});

test('sessions whose server becomes read-only without a disconnect are closed, and the next ones reach the new primary', {
  timeout: 90_000,
}, async () => {
  const standby = await postgres.startStandby();
  const old = postgres.primary();
  const buyers = startBuyers('demotion');
  await buyers.placed(20);
  await runSql(old.adminUrl, 'alter system set default_transaction_read_only = on');
  await runSql(old.adminUrl, 'select pg_reload_conf()');
  await sleep(500);
  expect(await readWarnings()).toHaveLength(1);
  await postgres.promote(standby);
  address.redirect(standby.port);
  await buyers.placed(20);
  const { acknowledged, codes } = await buyers.stop();
  expect(codes).toEqual(new Set(['SERVICE_UNAVAILABLE']));
  expect(await readOrders('demotion')).toEqual(acknowledged);
  const sessions = "select from pg_stat_activity where usename = 'orders'";
  expect(await runSql(old.adminUrl, sessions)).toEqual([]);
});

test('a session whose server becomes read-only is closed after a query too, since that server misses later writes', {
  timeout: 90_000,
}, async () => {
  const standby = await postgres.startStandby();
  const old = postgres.primary();
  await ask('{ products { totalCount } }');
  await runSql(old.adminUrl, 'alter system set default_transaction_read_only = on');
  await runSql(old.adminUrl, 'select pg_reload_conf()');
  await postgres.promote(standby);
  address.redirect(standby.port);
  await runSql(
    standby.adminUrl.replace(/postgres$/, 'orders'),
    "insert into products values ('NEW', 'New', 1, 'EUR', 1)",
  );
  const read = async () => (await ask('{ product(sku: "NEW") { name } }')).data?.product;
  await expect.poll(read).toEqual({ name: 'New' });
});

/** Starts four buyers, who place one order after another and repeat a failed one with its key. */
function startBuyers(name: string) {
  const acknowledged: string[] = [];
  const codes = new Set<unknown>();
  let isOpen = true;
  const buy = async (buyer: number): Promise<void> => {
    for (let n = 0; isOpen; n += 1) {
      const key = `${name}-${buyer}-${n}`;
      while (!(await place(key, codes))) {
        if (!isOpen) return;
        await sleep(20);
      }
      acknowledged.push(key);
    }
  };
  const buying = [1, 2, 3, 4].map(buy);
  onTestFinished(() => {
    isOpen = false;
  });
  return {
    /** Waits for this number of further orders. */
    placed: async (count: number): Promise<void> => {
      const goal = acknowledged.length + count;
      await expect.poll(() => acknowledged.length).toBeGreaterThanOrEqual(goal);
    },
    stop: async () => {
      isOpen = false;
      await Promise.all(buying);
      return { acknowledged: acknowledged.sort(), codes };
    },
  };
}

async function place(key: string, codes: Set<unknown>): Promise<boolean> {
  const { data, errors } = await ask(
    `mutation { placeOrder(input: { idempotencyKey: "${key}", lines: [{ sku: "NOTEBOOK-A5", quantity: 1 }] }) { __typename } }`,
  );
  for (const { extensions } of errors) codes.add(extensions.code);
  return data?.placeOrder?.__typename === 'OrderPlaced';
}

async function ask(query: string) {
  return postOperation(`${orders.url}/graphql`, token, { query });
}

async function readOrders(name: string): Promise<readonly unknown[]> {
  const rows = await runSql(
    postgres.primary().adminUrl.replace(/postgres$/, 'orders'),
    `select idempotency_key as key from orders where idempotency_key like '${name}-%' order by idempotency_key collate "C"`,
  );
  return rows.map(({ key }) => key);
}

/** Returns the warnings about the database. One about events may stand beside them. */
async function readWarnings(): Promise<readonly string[]> {
  const ready: { readonly warnings?: readonly string[] } = await (await fetch(`${orders.url}/ready`)).json();
  return ready.warnings?.filter((warning) => warning.startsWith('The database')) ?? [];
}
