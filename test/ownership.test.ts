import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Answer } from './graph/answer.ts';
import { changeOrder, placeOrder, stockProduct } from './graph/orders.ts';
import { type Person, staff } from './graph/people.ts';
import { startTestGraph, type TestGraph } from './graph/test-graph.ts';
import { registerUser } from './graph/users.ts';

/** A way to somebody's data. It begins at the gateway, or at a subgraph itself, as if no gateway had looked at it. */
interface Path {
  readonly at: 'gateway' | 'users' | 'orders';
  /** The text names the owner by `$user` and the owner's order by `$order`: what a stranger may know. */
  readonly query: string;
  /** Who gets to the data. default: its owner, and staff */
  readonly leads?: readonly Who[];
}

/** Of these only the owner is a customer with orders. */
type Who = 'owner' | 'staff' | 'stranger' | 'anonymous';

const order =
  'id status placedAt total { amount } lines { quantity total { amount } } history { at by { id } }';
const user = 'id name email createdAt updatedAt tier orderStats { count spent { amount } }';
const userRow = 'id name email createdAt updatedAt';
const page = `totalCount pageInfo { startCursor endCursor } edges { cursor node { ${order} } } nodes { ${order} }`;
const change = `__typename ... on Failure { message } ... on OrderChanged { order { ${order} customer { ${user} } } }
  ... on IllegalStatusChange { message allowed order { ${order} customer { ${user} } } }`;
const entity = (type: string, key: string, selection: string): string =>
  `{ _entities(representations: [{ __typename: "${type}", id: "${key}" }]) { ... on ${type} { ${selection} } } }`;

const paths: Readonly<Record<string, Path>> = {
  'User by Query.user': { at: 'gateway', query: `{ user(id: "$user") { ${user} } }` },
  'User by Query.user, in capitals': { at: 'gateway', query: `{ user(id: "$USER") { ${user} } }` },
  'User.orders': { at: 'gateway', query: `{ user(id: "$user") { orders { ${page} } } }` },
  'User.orders of a status': {
    at: 'gateway',
    query: `{ user(id: "$user") { orders(status: PAID) { ${page} } } }`,
  },
  'User.orderStats': {
    at: 'gateway',
    query: '{ user(id: "$user") { orderStats { count spent { amount } } } }',
  },
  'User by Query.me': { at: 'gateway', query: `{ me { ${user} orders { ${page} } } }`, leads: ['owner'] },
  'User by Query.users': {
    at: 'gateway',
    query: `{ users { totalCount nodes { ${user} } } }`,
    leads: ['staff'],
  },
  'User by a search': {
    at: 'gateway',
    query: `{ users(filter: { search: "Ownership" }) { totalCount nodes { ${user} orders { ${page} } } } }`,
    leads: ['staff'],
  },
  'Order by Query.order': { at: 'gateway', query: `{ order(id: "$order") { ${order} } }` },
  'Order.customer': { at: 'gateway', query: `{ order(id: "$order") { customer { ${user} } } }` },
  'Order.customer.orders': {
    at: 'gateway',
    query: `{ order(id: "$order") { customer { orders { ${page} } } } }`,
  },
  'Order by Query.orders': { at: 'gateway', query: `{ orders { ${page} } }` },
  'Order by Query.orders and Order.customer': {
    at: 'gateway',
    query: `{ orders { nodes { customer { ${user} } } } }`,
  },
  'Order by a filter': { at: 'gateway', query: `{ orders(filter: { customerId: "$user" }) { ${page} } }` },
  'Order by an alias and a fragment': {
    at: 'gateway',
    query:
      'fragment o on Order { x: id c: customer { e: email } } query ($i: ID = "$order") { a: order(id: $i) { ...o } }',
  },
  'the count of orders': {
    at: 'gateway',
    query: '{ orders(first: 0, filter: { customerId: "$user" }) { totalCount } }',
  },
  'a repeated idempotency key': {
    at: 'gateway',
    query: `mutation { placeOrder(input: { idempotencyKey: "$key", lines: [{ sku: "NONE", quantity: 1 }] }) {
      __typename ... on OrderPlaced { order { ${order} } } ... on IdempotencyKeyReused { message order { ${order} } } } }`,
    leads: ['owner'],
  },
  'an order that cannot be changed': {
    at: 'gateway',
    query: `mutation { payOrder(id: "$order") { ${change} } }`,
  },
  'an order that only staff may change': {
    at: 'gateway',
    query: `mutation { deliverOrder(id: "$order") { ${change} } }`,
    leads: ['staff'],
  },
  'a changed user': {
    at: 'gateway',
    query: `mutation { updateUser(input: { id: "$user" }) { __typename ... on UserUpdated { user { ${user} } } } }`,
  },
  'Query.user of users': { at: 'users', query: `{ user(id: "$user") { ${userRow} } }` },
  'Query.users of users': {
    at: 'users',
    query: `{ users { totalCount nodes { ${userRow} } } }`,
    leads: ['staff'],
  },
  'the entity User of users': { at: 'users', query: entity('User', '$user', userRow) },
  'the entity User of users, in capitals': { at: 'users', query: entity('User', '$USER', userRow) },
  'Query.order of orders': { at: 'orders', query: `{ order(id: "$order") { ${order} customer { id } } }` },
  'Query.orders of orders': {
    at: 'orders',
    query: `{ orders(filter: { customerId: "$user" }) { ${page} } }`,
  },
  'the entity Order of orders': {
    at: 'orders',
    query: entity('Order', '$order', `${order} customer { id }`),
  },
  'the entity User of orders': { at: 'orders', query: entity('User', '$user', `orders { ${page} }`) },
  'the figures of the entity User of orders': {
    at: 'orders',
    query: entity('User', '$user', 'orderStats { count spent { amount } }'),
  },
  'a change at orders': {
    at: 'orders',
    query: `mutation { payOrder(id: "$order") { ${change.replaceAll(user, 'id')} } }`,
  },
};

const idempotencyKey = `key-${randomUUID()}`;
let graph: TestGraph;
let owner: Person;
let stranger: Person;
let orderId: string;

beforeAll(async () => {
  graph = await startTestGraph({ gatewayEnv: { ANONYMOUS: 'allow' } });
  [owner, stranger] = [await register('Ownership Olga'), await register('Stranger Stan')];
  await stockProduct(graph, { sku: 'OWNED', amount: 123_457, stock: 100 });
  const { data } = await placeOrder(graph, owner, [['OWNED', 7]], idempotencyKey);
  orderId = data.placeOrder.order.id;
  await changeOrder(graph, orderId, 'PAID', owner);
});

afterAll(() => graph.stop());

for (const [what, { at, query, leads = ['owner', 'staff'] }] of Object.entries(paths)) {
  for (const who of ['owner', 'staff', 'stranger', 'anonymous'] as const) {
    test(`${what} ${leads.includes(who) ? 'tells' : 'does not tell'} ${who} of the owner`, async () => {
      const text = query
        .replaceAll('$user', owner.subject)
        .replaceAll('$USER', owner.subject.toUpperCase())
        .replaceAll('$order', orderId)
        .replaceAll('$key', idempotencyKey);
      const answer = await ask(at, text, personOf(who));
      const learned = (await secretsIn(answer)).filter((secret) => !text.includes(secret));
      if (leads.includes(who)) expect(learned).not.toEqual([]);
      else expect(learned).toEqual([]);
    });
  }
}

test('of two entities, who may see one of them sees that one', async () => {
  const query = `query ($r: [_Any!]!) { _entities(representations: $r) { ... on User { ${userRow} } } }`;
  const r = [owner, stranger, owner].map(({ subject }) => ({ __typename: 'User', id: subject }));
  const { data, errors } = await graph.users.ask(query, { r }, stranger);
  expect(data._entities).toEqual([null, expect.objectContaining({ id: stranger.subject }), null]);
  expect(errors.map(({ message }) => message)).not.toContain(expect.stringContaining('Olga'));
});

function personOf(who: Who): Person | 'anonymous' {
  switch (who) {
    case 'owner':
      return owner;
    case 'stranger':
      return stranger;
    case 'staff':
      return { ...staff, subject: randomUUID() };
    default:
      return who;
  }
}

function ask(at: Path['at'], query: string, as: Person | 'anonymous'): Promise<Answer> {
  return at === 'gateway' ? graph.ask(query, { as }) : graph[at].ask(query, {}, as);
}

async function register(name: string): Promise<Person> {
  const { data } = await registerUser(graph, `${name.replace(' ', '.')}.${randomUUID()}@example.com`, name);
  return { subject: data.registerUser.user.id, scopes: [] };
}

/** What an answer says of the owner, errors included: texts and numbers that nobody else's data has. */
async function secretsIn(answer: Answer): Promise<readonly string[]> {
  const [row] = await graph.users.sql('select name, email, created_at, updated_at from users where id = $1', [
    owner.subject,
  ]);
  const [placed] = await graph.orders.sql('select placed_at, total_amount from orders where id = $1', [
    orderId,
  ]);
  const secrets = [owner.subject, orderId, ...Object.values({ ...row, ...placed })].map((value) =>
    value instanceof Date ? value.toISOString() : String(value),
  );
  const text = JSON.stringify(answer);
  return [...secrets.filter((secret) => text.includes(secret)), ...countsOf(answer.data)];
}

/** Every count in an answer that is not zero: only the owner has orders here, so that it is of somebody else's. */
function countsOf(data: unknown): readonly string[] {
  if (typeof data !== 'object' || data === null) return [];
  return Object.entries(data).flatMap(([key, value]) => {
    const isCount = key === 'totalCount' || key === 'count';
    return isCount && value > 0 ? [`${key} ${value}`] : countsOf(value);
  });
}
