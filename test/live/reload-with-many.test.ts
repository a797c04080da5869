import { composeGraph } from '@supergraph/schema/compose-graph.ts';
import { readSubgraphs, repositoryFile } from '@supergraph/schema/registry.ts';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { changeOrder, placeOrder, stockProduct, type Target } from '../graph/orders.ts';
import { customer, type Person } from '../graph/people.ts';
import { createSupergraphFolder, type SupergraphFolder } from '../graph/supergraph-folder.ts';
import { startTestGraph, type TestGraph } from '../graph/test-graph.ts';
import { updateUser } from '../graph/users.ts';
import { type FollowedSubscription, followOverEvents, followOverSocket } from './received-events.ts';

let graph: TestGraph;
let folder: SupergraphFolder;

beforeAll(async () => {
  folder = createSupergraphFolder(compose());
  const POLICIES = repositoryFile('schema/policies.ts');
  graph = await startTestGraph({ gatewayEnv: { SUPERGRAPH: folder.file, POLICIES } });
  await stockProduct(graph, { sku: 'MANY', stock: 1_000 });
});

afterAll(async () => {
  await graph.stop();
  folder.remove();
});

/** A customer and their order. */
interface Buyer {
  readonly person: Person;
  readonly order: string;
}

/** Subscriptions of each buyer at each protocol. One WebSocket carries those of its protocol. */
const subscriptionsEach = 25;
/** Buyers, who have 1,000 subscriptions if all run. */
const buyerCount = inject('cases') === 'all' ? 20 : 2;
const total = buyerCount * subscriptionsEach * 2;

/** Root fields. Each subscription has one of them, in turn. */
const kinds = ['order', 'customer', 'orders', 'times', 'user'] as const;
type Kind = (typeof kinds)[number];

/** Subscription of a buyer, and the root field that it has. */
interface Followed extends FollowedSubscription {
  readonly kind: Kind;
}

test(`of ${total} open subscriptions, a new supergraph ends only those whose field is gone, and none misses or repeats an event`, async () => {
  const people = Array.from({ length: buyerCount }, (_, index) => customer(index + 2));
  const buyers = await Promise.all(people.map(async (person) => ({ person, order: await place(person) })));
  const all: Followed[] = [];
  // One buyer after the other, since the gateway refuses more than 100 new operations at once.
  for (const buyer of buyers) all.push(...(await followAll(buyer)));
  expect(all).toHaveLength(total);
  await changeAll(buyers, 'PAID');
  await expectEvents(all, { orders: ['PAID'], users: ['UPDATED'] });

  folder.publish(compose({ '  me: User\n': '  me: User\n  added: Int\n' }));
  await changeAll(buyers, 'SHIPPED');
  await expectServed('Query', 'added');
  await changeAll(buyers, 'DELIVERED');
  const orders = ['PAID', 'SHIPPED', 'DELIVERED'];
  const users = ['UPDATED', 'UPDATED', 'UPDATED'];
  await expectEvents(all, { orders, users });
  expect(all.filter(({ ended }) => ended !== undefined)).toEqual([]);

  folder.publish(compose({ ' userChanged(': ' userFollowed(', ' at: DateTime!': ' since: DateTime!' }));
  await expectServed('OrderEvent', 'since');
  const gone = all.filter(({ kind }) => kind === 'times' || kind === 'user');
  await expect
    .poll(() => gone.filter(({ ended }) => ended === 'SUBSCRIPTION_SCHEMA_RELOAD').length)
    .toBe(gone.length);
  expect(gone).toHaveLength(total * 0.4);
  await Promise.all(people.map(place));
  const left = all.filter(({ kind }) => kind === 'orders');
  await expectEvents(left, { orders: [...orders, 'PLACED'], users });
  await expectEvents(gone, { orders, users });
  expect(all.filter(({ ended }) => ended === undefined)).toHaveLength(total * 0.6);
}, 180_000);

/** Opens the subscriptions of a buyer. Those of the WebSocket begin where the others do. */
async function followAll({ person, order }: Buyer): Promise<readonly Followed[]> {
  const client = { url: graph.url, authorization: `Bearer ${await graph.tokenOf(person)}` };
  const numbers = Array.from({ length: subscriptionsEach }, (_, index) => index);
  const kindOf = (index: number): Kind => kinds[index % kinds.length] ?? 'order';
  const opened = await Promise.all(
    numbers.map((index) => followOverEvents(client, queryOf(kindOf(index), { person, order }))),
  );
  const overSocket = await followOverSocket(
    client,
    // Named, so that each is an operation of its own.
    opened.map(({ cursor }, index) => queryOf(kindOf(index), { person, order }, `Follow${index}`, cursor)),
  );
  return [opened.map(({ followed }) => followed), overSocket].flatMap((list) =>
    list.map((followed, index) => Object.assign(followed, { kind: kindOf(index) })),
  );
}

function queryOf(kind: Kind, { person, order }: Buyer, name = '', after?: string): string {
  const cursor = after === undefined ? 'after: null' : `after: "${after}"`;
  const ofOrder = `orderChanged(id: "${order}", ${cursor})`;
  const roots: Readonly<Record<Kind, string>> = {
    order: `${ofOrder} { kind cursor order { id } }`,
    customer: `${ofOrder} { kind cursor order { customer { name } } }`,
    orders: `ordersChanged(${cursor}) { kind cursor order { status } }`,
    times: `ordersChanged(${cursor}) { kind cursor at }`,
    user: `userChanged(id: "${person.subject}", ${cursor}) { kind cursor user { name } }`,
  };
  return `subscription ${name} { ${roots[kind]} }`;
}

async function place(person: Person): Promise<string> {
  return (await placeOrder(graph, person, [['MANY', 1]])).data.placeOrder.order.id;
}

/** Changes the order and the name of each buyer. */
async function changeAll(buyers: readonly Buyer[], to: Target): Promise<void> {
  await Promise.all(
    buyers.map(async ({ person, order }) => {
      expect((await changeOrder(graph, order, to, to === 'PAID' ? person : undefined)).errors).toEqual([]);
      expect((await updateUser(graph, { id: person.subject, name: `Buyer ${to}` })).errors).toEqual([]);
    }),
  );
}

/** Waits until each subscription has as many events as expected, and compares them. */
async function expectEvents(
  all: readonly Followed[],
  expected: { readonly orders: readonly string[]; readonly users: readonly string[] },
): Promise<void> {
  const expectedOf = ({ kind }: Followed): readonly string[] =>
    kind === 'user' ? expected.users : expected.orders;
  await expect
    .poll(() =>
      all.filter((each) => each.ended === undefined && each.events.length < expectedOf(each).length),
    )
    .toEqual([]);
  for (const each of all) {
    expect(
      each.events.map(({ kind }) => kind),
      `${each.query} ${each.ended}`,
    ).toEqual(expectedOf(each));
    expect(new Set(each.events.map(({ cursor }) => cursor)).size).toBe(each.events.length);
  }
}

/** Waits until a supergraph with this field is served. */
async function expectServed(type: string, field: string): Promise<void> {
  const query = `{ __type(name: "${type}") { fields { name } } }`;
  const read = async () => (await graph.ask(query)).data.__type.fields;
  await expect.poll(read).toContainEqual({ name: field });
}

/** Composes the registered subgraphs, with texts replaced in their schemas. */
function compose(replacements: Readonly<Record<string, string>> = {}): string {
  const replaced = (sdl: string): string =>
    Object.entries(replacements).reduce((text, [from, to]) => text.replaceAll(from, to), sdl);
  return composeGraph(readSubgraphs().map((each) => ({ ...each, sdl: replaced(each.sdl) }))).supergraphSdl;
}
