import { expect, test } from 'vitest';
import { orders, users } from './live-graph.ts';
import { startLive } from './start-live.ts';

const NAMES = 'subscription { orderChanged { change order { id customer { name } } } }';
const answer = (id: string) => ({
  data: { orderChanged: { order: { id, customer: { name: 'name of a' } } } },
});
const more = (fields: string) => ({
  ...users,
  typeDefs: users.typeDefs.replace('city: String', `city: String ${fields}`),
});

test('a subscription continues on a new supergraph that can plan it, with the same subscription to the subgraph', async () => {
  const { source, subscribe, change } = await startLive();
  const { next, end } = await subscribe(NAMES);
  const first = next();
  await expect.poll(source.open).toBe(1);
  source.send('1', 'c1');
  expect(await first).toMatchObject(answer('1'));
  const second = next();
  await change({ orders, users: more('country: String') });
  source.send('2', 'c2');
  expect(await second).toMatchObject(answer('2'));
  expect(source.requests).toHaveLength(1);
  await end();
});

test('a subscription whose field is gone ends, with its cursor', async () => {
  const { source, subscribe, change } = await startLive();
  const { next } = await subscribe(NAMES);
  const first = next();
  await expect.poll(source.open).toBe(1);
  source.send('1', 'c1');
  await first;
  const second = next();
  await change({
    orders,
    users: { ...users, typeDefs: users.typeDefs.replace('name: String!', 'title: String') },
  });
  expect(await second).toEqual({
    kind: 'refused',
    refusals: [
      {
        message: 'The supergraph has changed, and the subscription cannot go on. Subscribe again.',
        code: 'SUBSCRIPTION_SCHEMA_RELOAD',
        details: { cursor: 'c1' },
      },
    ],
  });
  expect(await next()).toBeUndefined();
  expect(source.open()).toBe(0);
});

/** The orders no longer need the other subgraph for names, so the subgraph gets another subscription. */
const withNames = {
  ...orders,
  typeDefs: orders.typeDefs.replace(
    'type User @key(fields: "id") { id: ID! }',
    'type User @key(fields: "id") { id: ID! name: String! @shareable }',
  ),
};
const sharing = { ...users, typeDefs: users.typeDefs.replace('name: String!', 'name: String! @shareable') };

test('a subscription that the subgraph must get in another form is resumed after its cursor', async () => {
  const { source, subscribe, change } = await startLive();
  const { next, end } = await subscribe(NAMES);
  const first = next();
  await expect.poll(source.open).toBe(1);
  source.sendCursor('c7');
  await change({ orders: withNames, users: sharing });
  await expect.poll(() => source.requests.length).toBe(2);
  expect(source.requests[1]?.after).toBe('c7');
  expect(source.open()).toBe(1);
  source.sendAnswer({
    data: {
      orderChanged: {
        change: 'SHIPPED',
        order: { __typename: 'Order', id: '8', customer: { name: 'name of a' } },
      },
    },
    cursor: 'c8',
  });
  expect(await first).toMatchObject({ ...answer('8'), extensions: { cursor: 'c8' } });
  await end();
});

test('such a subscription without a cursor ends, because events would be lost', async () => {
  const { source, subscribe, change } = await startLive();
  const { next } = await subscribe(NAMES);
  const first = next();
  await expect.poll(source.open).toBe(1);
  await change({ orders: withNames, users: sharing });
  expect(await first).toMatchObject({ refusals: [{ code: 'SUBSCRIPTION_SCHEMA_RELOAD' }] });
  expect(source.open()).toBe(0);
});

test('of many open subscriptions, a new supergraph ends only those whose field is gone', async () => {
  // Operations that differ, and more of them than may wait for the planner.
  const { source, subscribe, change } = await startLive({ planning: { maxQueued: 5 } });
  const all = [];
  for (let n = 0; n < 300; n += 1)
    all.push(
      await subscribe(n % 100 === 0 ? NAMES : `subscription Own${n} { orderChanged { order { id } } }`),
    );
  const waiting = all.map(({ next }) => next());
  await expect.poll(source.open).toBe(300);
  await change({
    orders,
    users: { ...users, typeDefs: users.typeDefs.replace('name: String!', 'title: String') },
  });
  await expect.poll(source.open).toBe(297);
  source.send('1', 'c1');
  const kinds = (await Promise.all(waiting)).map((each) => each?.kind);
  expect(kinds.filter((kind) => kind === 'refused')).toHaveLength(3);
  expect(kinds.filter((kind) => kind === 'answer')).toHaveLength(297);
  for (const { end } of all) await end();
  expect(source.open()).toBe(0);
});
