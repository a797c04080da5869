import { expect, test } from 'vitest';
import { orders, users } from './live-graph.ts';
import { startLive } from './start-live.ts';

const NAMES = 'subscription { orderChanged { order { id customer { name } } } }';

/** Starts a graph whose subgraph `users` answers only when a test lets it, in any order. */
async function startHeld() {
  const held = new Map<string, () => void>();
  const name = ({ id }: { readonly id: string }): Promise<string> =>
    new Promise((answer) => {
      held.set(id, () => {
        held.delete(id);
        answer(`name of ${id}`);
      });
    });
  const __resolveReference = (user: { readonly id: string }) => user;
  const slow = { ...users, resolvers: { User: { __resolveReference, name } } };
  const { source, subscribe } = await startLive({}, { orders, users: slow });
  const subscription = await subscribe(NAMES);
  const first = subscription.next();
  await expect.poll(source.open).toBe(1);
  const send = (from: number, to: number): void => {
    for (let n = from; n <= to; n += 1)
      source.sendAnswer({
        data: {
          orderChanged: {
            order: { __typename: 'Order', id: `o${n}`, customer: { __typename: 'User', id: `${n}` } },
          },
        },
        cursor: `c${n}`,
      });
  };
  return { ...subscription, source, held, first, send };
}

const answer = (n: number) => ({
  data: { orderChanged: { order: { id: `o${n}`, customer: { name: `name of ${n}` } } } },
  extensions: { cursor: `c${n}` },
});

test('an event does not wait for earlier answers, and answers come in the order of the events', async () => {
  const { next, end, held, first, send, cursor } = await startHeld();
  send(1, 3);
  await expect.poll(() => held.size).toBe(3);
  for (const id of ['3', '2']) held.get(id)?.();
  await expect.poll(() => held.size).toBe(1);
  // The client has none of them yet.
  expect(cursor()).toBeUndefined();
  held.get('1')?.();
  expect(await first).toMatchObject(answer(1));
  expect(await next()).toMatchObject(answer(2));
  expect(cursor()).toBe('c1');
  expect(await next()).toMatchObject(answer(3));
  expect(cursor()).toBe('c2');
  await end();
});

test('a limited number of events is executed at the same time', async () => {
  const { next, end, held, first, send } = await startHeld();
  send(1, 30);
  let most = 0;
  for (let n = 1; n <= 30; n += 1) {
    const waiting = n === 1 ? first : next();
    await expect.poll(() => held.has(`${n}`)).toBe(true);
    // Those behind it have had the time to begin.
    await expect.poll(() => held.size).toBe(Math.min(10, 31 - n));
    most = Math.max(most, held.size);
    held.get(`${n}`)?.();
    expect(await waiting).toMatchObject(answer(n));
  }
  expect(most).toBe(10);
  await end();
});

test('answers to events that came before the end of the subscription are delivered before the end', async () => {
  const { next, source, held, first, send } = await startHeld();
  send(1, 2);
  source.complete();
  await expect.poll(() => held.size).toBe(2);
  for (const id of ['2', '1']) held.get(id)?.();
  expect(await first).toMatchObject(answer(1));
  expect(await next()).toMatchObject(answer(2));
  expect(await next()).toBeUndefined();
});

test('a client that leaves ends the requests for all events at the same time', async () => {
  const { end, source, held, first, send } = await startHeld();
  send(1, 3);
  await expect.poll(() => held.size).toBe(3);
  await end();
  expect(await first).toBeUndefined();
  expect(source.open()).toBe(0);
});

test('a fault while an event is prepared is not taken for the end of the subscription', async () => {
  let calls = 0;
  const shareSubscriptions = (): string => {
    calls += 1;
    if (calls > 1) throw new Error('No key');
    return 'ada';
  };
  const { source, subscribe } = await startLive({ shareSubscriptions });
  const { next } = await subscribe('subscription { orderChanged { order { id } } }');
  const waiting = next();
  await expect.poll(source.open).toBe(1);
  source.send('1', 'c1');
  await expect(waiting).rejects.toThrow('No key');
  expect(source.open()).toBe(0);
});
