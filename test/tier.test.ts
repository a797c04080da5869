import { afterAll, beforeAll, expect, test } from 'vitest';
import { customer, userId } from './graph/people.ts';
import { startTestGraph, type TestGraph } from './graph/test-graph.ts';
import { topology } from './graph/topology.ts';

let graph: TestGraph;

beforeAll(async () => {
  graph = await startTestGraph();
});

afterAll(() => graph.stop());

type Spending = readonly [amount: number, currency: string, status?: string];

/** Gives a user exactly these orders, and returns the resulting tier. */
async function tierAfter(spending: readonly Spending[]): Promise<unknown> {
  const id = userId(5);
  for (const part of ['order_lines', 'order_changes']) {
    const ofCustomer = 'order_id in (select id from orders where customer_id = $1)';
    await graph.orders.sql(`delete from ${part} where ${ofCustomer}`, [id]);
  }
  await graph.orders.sql('delete from orders where customer_id = $1', [id]);
  for (const [amount, currency, status = 'PAID'] of spending) {
    await graph.orders.sql(
      `insert into orders (customer_id, status, total_amount, currency, idempotency_key)
       values ($1, $2, $3, $4, gen_random_uuid())`,
      [id, status, amount, currency],
    );
  }
  const { data, errors } = await graph.ask(`{ user(id: "${id}") { tier } }`);
  expect(errors).toEqual([]);
  return data.user.tier;
}

test.each<[tier: string, what: string, spending: readonly Spending[]]>([
  ['BRONZE', 'nothing', []],
  ['BRONZE', 'one cent less than 500.00', [[499_99, 'EUR']]],
  ['SILVER', '500.00', [[500_00, 'EUR']]],
  [
    'SILVER',
    '500.00 in two orders',
    [
      [250_00, 'GBP'],
      [250_00, 'GBP', 'DELIVERED'],
    ],
  ],
  ['SILVER', 'one cent less than 2,000.00', [[1_999_99, 'USD', 'SHIPPED']]],
  ['GOLD', '2,000.00', [[2_000_00, 'USD']]],
  ['GOLD', 'far more than 32 bits hold', [[9_000_000_000_000, 'EUR']]],
  [
    'BRONZE',
    '499.99 in each of three currencies',
    [
      [499_99, 'EUR'],
      [499_99, 'USD'],
      [499_99, 'GBP'],
    ],
  ],
  [
    'SILVER',
    '1,999.99 in one currency and 1,999.99 in another',
    [
      [1_999_99, 'EUR'],
      [1_999_99, 'USD'],
    ],
  ],
  [
    'GOLD',
    'little in one currency and 2,000.00 in another',
    [
      [1, 'EUR'],
      [2_000_00, 'GBP'],
    ],
  ],
  ['BRONZE', 'much in a currency that earns nothing', [[9_000_000, 'JPY']]],
  ['BRONZE', 'much that is not paid for', [[9_000_00, 'EUR', 'PLACED']]],
  ['BRONZE', 'much that was cancelled', [[9_000_00, 'EUR', 'CANCELLED']]],
])('the tier is %s for %s', async (tier, _, spending) => {
  expect(await tierAfter(spending)).toBe(tier);
});

test('each user of a list has the tier of their own spending, whether spending is selected or not', async () => {
  const { data, errors } = await graph.ask(
    '{ bare: users(first: 60) { nodes { id tier } } users(first: 60) { nodes { id tier orderStats { spent { amount } } } } }',
  );
  expect(errors).toEqual([]);
  const tierOf = (amount: number) => (amount >= 2_000_00 ? 'GOLD' : amount >= 500_00 ? 'SILVER' : 'BRONZE');
  const expected = data.users.nodes.map(
    ({ id, orderStats }: { id: string; orderStats: { spent: { amount: number }[] } }) => ({
      id,
      tier: tierOf(orderStats.spent[0]?.amount ?? 0),
    }),
  );
  expect(new Set(expected.map(({ tier }: { tier: string }) => tier))).toEqual(
    new Set(['BRONZE', 'SILVER', 'GOLD']),
  );
  expect(data.bare.nodes).toEqual(expected);
});

test('a customer sees their own tier', async () => {
  const { data, errors } = await graph.ask('{ me { tier } }', { as: customer(2) });
  expect(errors).toEqual([]);
  expect(data.me.tier).toMatch(/^(BRONZE|SILVER|GOLD)$/);
});

const testOfServices = test.skipIf(topology === 'monolith');

testOfServices(
  'without the orders service the tier is null, not a guess, and comes back with it',
  async () => {
    const query = `{ user(id: "${userId(2)}") { name tier orderStats { count } orders { totalCount } } }`;
    const before = await graph.ask(query);
    expect(before.errors).toEqual([]);
    await graph.orders.stop();
    try {
      const { status, data, errors } = await graph.ask(query);
      expect(status).toBe(200);
      expect(data.user).toEqual({ name: before.data.user.name, tier: null, orderStats: null, orders: null });
      expect(errors.map(({ extensions }) => extensions)).toContainEqual({
        code: 'SUBREQUEST_HTTP_ERROR',
        serviceName: 'orders',
      });
      const bare = await graph.ask(`{ user(id: "${userId(2)}") { tier } }`);
      expect(bare.data.user).toEqual({ tier: null });
      expect(bare.errors).not.toEqual([]);
    } finally {
      await graph.orders.start();
    }
    expect(await graph.ask(query)).toEqual(before);
  },
);
