/**
 * A path to a person's data. It begins at the gateway, or at a subgraph directly, without the gateway's
 * checks.
 */
export interface PathToPerson {
  readonly at: 'gateway' | 'users' | 'orders';
  /**
   * The query. `$user` stands for the owner's id and `$order` for the owner's order id, which a stranger may
   * know.
   */
  readonly query: string;
  /** People who may see the data. default: its owner, and staff */
  readonly leads?: readonly Onlooker[];
}

/** A caller. Only the owner is a customer with orders. */
export type Onlooker = 'owner' | 'staff' | 'stranger' | 'anonymous';

const order =
  'id status placedAt total { amount } lines { quantity total { amount } } history { at by { id } }';
const user = 'id name email createdAt updatedAt tier orderStats { count spent { amount } }';
const userRow = 'id name email createdAt updatedAt';
const page = `totalCount pageInfo { startCursor endCursor } edges { cursor node { ${order} } } nodes { ${order} }`;
const change = `__typename ... on Failure { message } ... on OrderChanged { order { ${order} customer { ${user} } } }
  ... on IllegalStatusChange { message allowed order { ${order} customer { ${user} } } }`;
const entity = (type: string, key: string, selection: string): string =>
  `{ _entities(representations: [{ __typename: "${type}", id: "${key}" }]) { ... on ${type} { ${selection} } } }`;

/** All paths to the data of a user or an order, by description. */
export const pathsToPeople: Readonly<Record<string, PathToPerson>> = {
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
    query: `{ users(filter: { search: "$name" }) { totalCount nodes { ${user} orders { ${page} } } } }`,
    leads: ['staff'],
  },
  'User by their spending': {
    at: 'gateway',
    query: `{ users(filter: { search: "$name" }, orderBy: SPENT_DESC) { totalCount nodes { ${user} } } }`,
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

/** The owner of data, with the ids that the paths use. */
export interface Owner {
  readonly subject: string;
  readonly name: string;
  readonly orderId: string;
  readonly idempotencyKey: string;
}

/** Returns the query of a path to this owner. */
export function writePath(
  { query }: PathToPerson,
  { subject, name, orderId, idempotencyKey }: Owner,
): string {
  return query
    .replaceAll('$user', subject)
    .replaceAll('$USER', subject.toUpperCase())
    .replaceAll('$name', name)
    .replaceAll('$order', orderId)
    .replaceAll('$key', idempotencyKey);
}

/**
 * Returns every count in an answer that is not zero: only the owner has orders, so a count would reveal the
 * owner's data.
 */
export function countsIn(data: unknown): readonly string[] {
  if (typeof data !== 'object' || data === null) return [];
  return Object.entries(data).flatMap(([key, value]) => {
    const isCount = key === 'totalCount' || key === 'count';
    return isCount && value > 0 ? [`${key} ${value}`] : countsIn(value);
  });
}
