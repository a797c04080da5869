import { afterAll, beforeAll, expect, test } from 'vitest';
import { changeOrder, placeOrder, stockProduct } from './graph/orders.ts';
import { customer, userId } from './graph/people.ts';
import { awaitProjections } from './graph/projections.ts';
import { startTestGraph, type TestGraph } from './graph/test-graph.ts';

let graph: TestGraph;

beforeAll(async () => {
  graph = await startTestGraph();
  await stockProduct(graph, { sku: 'PIANO', amount: 1_000_00, stock: 1_000 });
  await awaitProjections(graph);
});

afterAll(() => graph.stop());

interface SpendingUser {
  readonly id: string;
  readonly tier: string;
  readonly orderStats: { readonly spent: readonly { readonly amount: number; readonly currency: string }[] };
}

async function list(args: string): Promise<readonly SpendingUser[]> {
  const { data, errors } = await graph.ask(
    `{ users(first: 100, ${args}) { totalCount nodes { id tier orderStats { spent { amount currency } } } } }`,
  );
  expect(errors).toEqual([]);
  expect(data.users.totalCount).toBe(data.users.nodes.length);
  return data.users.nodes;
}

function mostOf({ orderStats }: SpendingUser): number {
  return Math.max(0, ...orderStats.spent.map(({ amount }) => amount));
}

test('the demo data has users of every tier, and each filter finds those whose tier it is', async () => {
  const found = [];
  for (const tier of ['BRONZE', 'SILVER', 'GOLD']) {
    const users = await list(`filter: { tier: ${tier} }`);
    expect(new Set(users.map((user) => user.tier))).toEqual(new Set([tier]));
    found.push(...users.map(({ id }) => id));
  }
  const all = await list('filter: {}');
  expect(found.toSorted()).toEqual(all.map(({ id }) => id).toSorted());
});

test('users are sorted by their largest spending in any one currency', async () => {
  const users = await list('orderBy: SPENT_DESC');
  const amounts = users.map(mostOf);
  expect(amounts[0]).toBeGreaterThan(0);
  expect(amounts).toEqual(amounts.toSorted((a, b) => b - a));
});

test('a tier can be filtered together with a status and a search, sorted by spending', async () => {
  const gold = await list('filter: { tier: GOLD }, orderBy: SPENT_DESC');
  const some = await list('filter: { tier: GOLD, status: ACTIVE, search: "ada" }, orderBy: SPENT_DESC');
  const { data } = await graph.ask('{ users(first: 100, filter: { search: "ada" }) { nodes { id } } }');
  const named = new Set(data.users.nodes.map(({ id }: { id: string }) => id));
  expect(some.map(({ id }) => id)).toEqual(gold.map(({ id }) => id).filter((id) => named.has(id)));
});

test('an order counts once it is paid, and no longer once it is cancelled', async () => {
  const buyer = customer(60);
  const silver = 'filter: { tier: SILVER }, orderBy: SPENT_DESC';
  const isSilver = async () => (await list(silver)).some(({ id }) => id === buyer.subject);
  await graph.orders.sql("update orders set status = 'CANCELLED' where customer_id = $1", [buyer.subject]);
  await expect.poll(isSilver).toBe(false);
  const { data } = await placeOrder(graph, buyer, [['PIANO', 1]]);
  const { id } = data.placeOrder.order;
  await awaitProjections(graph);
  expect(await isSilver()).toBe(false);
  await changeOrder(graph, id, 'PAID', buyer);
  await expect.poll(isSilver).toBe(true);
  await changeOrder(graph, id, 'CANCELLED', buyer);
  await expect.poll(isSilver).toBe(false);
});

test('"spentAsOf" is the time of the latest change of an order that is known', async () => {
  const asOf = async (): Promise<number> =>
    Date.parse((await graph.ask('{ users(first: 0) { spentAsOf } }')).data.users.spentAsOf);
  const earlier = await asOf();
  const { data } = await placeOrder(graph, customer(2), [['PIANO', 1]]);
  await expect.poll(asOf).toBeGreaterThan(earlier);
  const [row] = await graph.orders.sql('select at from outbox where entity_id = $1', [
    data.placeOrder.order.id,
  ]);
  expect(await asOf()).toBe(Object(row).at.getTime());
});

test('spending that no number holds exactly sorts and pages', async () => {
  for (const [n, amount] of [
    [57, 9_007_199_254_740_991],
    [58, 9_007_199_254_740_990],
  ] as const) {
    for (let order = 0; order < 3; order += 1)
      await graph.orders.sql(
        `insert into orders (customer_id, status, total_amount, currency, idempotency_key)
         values ($1, 'PAID', $2, 'EUR', gen_random_uuid())`,
        [userId(n), amount],
      );
  }
  await awaitProjections(graph);
  const page = async (after: string | null) => {
    const { data, errors } = await graph.ask(
      `query ($after: String) { users(first: 1, after: $after, orderBy: SPENT_DESC) { nodes { id } pageInfo { endCursor } } }`,
      { variables: { after } },
    );
    expect(errors).toEqual([]);
    return data.users;
  };
  const first = await page(null);
  const second = await page(first.pageInfo.endCursor);
  expect([...first.nodes, ...second.nodes]).toEqual([{ id: userId(57) }, { id: userId(58) }]);
});
