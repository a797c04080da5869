import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { repositoryRoot } from '@supergraph/schema/registry.ts';
import { createDatabase, createDatabasePool } from '@supergraph/service-kit/database/database.ts';
import { rebuildProjection } from '@supergraph/service-kit/events/rebuild/rebuild-projection.ts';
import { createLog } from '@supergraph/service-kit/log.ts';
import { spent } from '@supergraph/users/consumers.ts';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { changeOrder, placeOrder } from '../graph/orders.ts';
import { customer, userId } from '../graph/people.ts';
import { awaitProjections } from '../graph/projections.ts';
import { startTestGraph, type TestGraph } from '../graph/test-graph.ts';
import type { TestSubgraph } from '../graph/topology.ts';

let graph: TestGraph;

beforeAll(async () => {
  graph = await startTestGraph();
  await awaitProjections(graph);
});

afterAll(() => graph.stop());

/** Starts `npm run events:replay`. */
function replay(...args: readonly string[]): ChildProcessWithoutNullStreams {
  const command = spawn(process.execPath, ['launcher/src/events-replay.ts', ...args], {
    cwd: repositoryRoot,
    env: {
      ...process.env,
      USERS_DATABASE_URL: graph.users.databaseUrl,
      ORDERS_DATABASE_URL: graph.orders.databaseUrl,
    },
  });
  onTestFinished(() => void command.kill('SIGKILL'));
  return command;
}

async function run(...args: readonly string[]) {
  const command = replay(...args);
  const ended = once(command, 'exit');
  const [out, err] = await Promise.all([text(command.stdout), text(command.stderr)]);
  await ended;
  return { code: command.exitCode, out, err };
}

const spentOfUsers = ['--service', 'users', '--projection', 'spent'] as const;

test('a damaged projection is rebuilt while orders change, and copies of orders that never were are deleted', async () => {
  await graph.users.sql("update reported_orders set amount = 1 where id::text like '%0'");
  await graph.users.sql("delete from reported_orders where id::text like '%1'");
  await graph.users.sql(
    `insert into reported_orders values (gen_random_uuid(), $1, 'PAID', 99999999, 'EUR', '2020-01-01')`,
    [userId(8)],
  );
  await graph.users.sql('update spending set most = 123456 where most > 0');
  const changes = Array.from({ length: 10 }, async (_, n) => {
    const { data } = await placeOrder(graph, customer(2 + n), [['MUG-BLUE', 1]]);
    await changeOrder(graph, data.placeOrder.order.id, 'PAID');
  });
  const { code, out } = await run(...spentOfUsers);
  expect(out).toMatch(/^The projection "spent" of users is rebuilt from \d+ entities of orders, and 1 /);
  expect(code).toBe(0);
  await Promise.all(changes);
  await awaitProjections(graph);
});

test('the status of customers is rebuilt too, and orders of those who are deactivated are cancelled', async () => {
  await graph.ask(`mutation { deactivateUser(id: "${userId(20)}") { __typename } }`);
  await awaitProjections(graph);
  await graph.orders.sql('delete from customers');
  const { data } = await placeOrder(graph, customer(20), [['MUG-BLUE', 1]]);
  const { code } = await run('--service', 'orders', '--projection', 'customers');
  expect(code).toBe(0);
  await awaitProjections(graph);
  const [order] = await graph.orders.sql('select status from orders where id = $1', [
    data.placeOrder.order.id,
  ]);
  expect(order).toEqual({ status: 'CANCELLED' });
});

test('lists show nothing wrong while a projection is rebuilt, also when that is killed and begins again', {
  timeout: 240_000,
}, async () => {
  await graph.orders.sql(
    `insert into orders (customer_id, status, total_amount, currency, idempotency_key)
     select customer_id, 'PAID', 100, 'EUR', 'many-' || n
     from (select distinct customer_id from orders where status = 'PAID' and customer_id <> $1) as buyer, generate_series(1, 40) as n`,
    [userId(20)],
  );
  await awaitProjections(graph);
  const list = async () => {
    const query =
      '{ users(first: 100, orderBy: SPENT_DESC, filter: { tier: GOLD }) { nodes { id } totalCount } }';
    return (await graph.ask(query)).data;
  };
  const before = await list();
  const killed = replay(...spentOfUsers);
  await once(killed.stderr, 'data');
  killed.kill('SIGKILL');
  const rebuilding = run(...spentOfUsers);
  const isOver = rebuilding.then(() => true);
  for (let over = false; !over; over = await Promise.race([isOver, Promise.resolve(false)]))
    expect(await list()).toEqual(before);
  expect((await rebuilding).code).toBe(0);
  expect(await list()).toEqual(before);
  await awaitProjections(graph);
});

test('without a consumer that handles the events, rebuilding ends with the reason', async () => {
  const log = createLog({ service: 'test', mode: 'test', level: 'silent' });
  const open = ({ databaseUrl: url }: TestSubgraph) => {
    const pool = createDatabasePool({
      url,
      poolSize: 1,
      connectTimeoutMs: 5_000,
      statementTimeoutMs: 0,
      log,
    });
    onTestFinished(pool.end);
    return createDatabase<unknown>(pool);
  };
  const databases = { db: open(graph.users), source: open(graph.orders) };
  const rebuilding = rebuildProjection({
    ...databases,
    consumer: { ...spent, name: 'nobody' },
    patienceMs: 300,
  });
  await expect(rebuilding).rejects.toThrow('The consumer "nobody" handles no events. Does its service run?');
});

test.each([
  [['--service', 'users', '--projection', 'nothing'], '--projection must be a projection of users (spent)'],
  [['--service', 'nobody', '--projection', 'spent'], '--service must be one of users, orders'],
  [['--service', 'users'], '--projection must be a projection of users (spent)'],
])('%j is refused with the names that exist', async (args, sentence) => {
  const { code, err } = await run(...args);
  expect(err).toContain(sentence);
  expect(code).toBe(1);
});
