import { expect, test } from 'vitest';
import type { EngineOptions } from '../../src/index.ts';
import { createClient } from '../kit/start-engine.ts';
import { startLive } from './start-live.ts';

const IDS = 'subscription ($after: String) { orderChanged(after: $after) { order { id } } }';
const viewerKey = {
  shareSubscriptions: ({ contextValue }: { readonly contextValue: Readonly<Record<string, unknown>> }) =>
    String(contextValue.name),
};
const of = (name: string) => ({ client: createClient({ name }) });

test('equal subscriptions of one viewer share one to the subgraph, until the last of them ends', async () => {
  const { source, subscribe } = await startLive(viewerKey);
  const all = [await subscribe(IDS, of('ada')), await subscribe(IDS, of('ada'))];
  const waiting = all.map(({ next }) => next());
  await expect.poll(source.open).toBe(1);
  source.send('1', 'c1');
  for (const answer of await Promise.all(waiting))
    expect(answer).toMatchObject({
      data: { orderChanged: { order: { id: '1' } } },
      extensions: { cursor: 'c1' },
    });
  await all[0]?.end();
  expect(source.open()).toBe(1);
  await all[1]?.end();
  expect(source.open()).toBe(0);
  expect(source.requests).toHaveLength(1);
});

test('subscriptions that share one to the subgraph get the fields of other subgraphs that they selected', async () => {
  const { source, subscribe } = await startLive(viewerKey);
  const text = 'subscription ($in: String!) { orderChanged { order { customer { greeting(in: $in) } } } }';
  const greetings = ['de', 'fr', 'fr'].map((language) => ({ in: language }));
  const literal = text.replace(' ($in: String!)', '').replace('$in', '"it"');
  const all = [
    ...(await Promise.all(greetings.map((variables) => subscribe(text, { ...of('ada'), variables })))),
    await subscribe(literal, of('ada')),
  ];
  const waiting = all.map(({ next }) => next());
  await expect.poll(source.open).toBe(1);
  source.send('1', 'c1');
  const answers = await Promise.all(waiting);
  expect(answers.map((answer) => Object(answer).data.orderChanged.order.customer.greeting)).toEqual([
    'de a',
    'fr a',
    'fr a',
    'it a',
  ]);
  // Equal ones share the answer, and the requests for it.
  expect(answers[2]).toBe(answers[1]);
});

test('each subscription that shares an answer is observed with the outcome of that answer', async () => {
  const ended: string[] = [];
  const observe: EngineOptions['observe'] = ({ isEvent }) => ({
    ...{ planningBegins() {}, planningEnds() {}, costEstimated() {}, fetchFailed() {}, errorFound() {} },
    fetchBegins: () => ({ onRequest() {}, onResponse() {}, ends() {} }),
    ends: (outcome) => void (isEvent && ended.push(outcome)),
  });
  const { source, subscribe } = await startLive({ ...viewerKey, observe });
  const all = [await subscribe(IDS, of('ada')), await subscribe(IDS, of('ada'))];
  const waiting = all.map(({ next }) => next());
  await expect.poll(source.open).toBe(1);
  source.send('1', 'c1');
  await Promise.all(waiting);
  expect(ended).toEqual(['data', 'data']);
  for (const { end } of all) await end();
  expect(ended).toHaveLength(2);
});

test('different viewers, variables and texts never share, nor does one that resumes', async () => {
  const { source, subscribe } = await startLive(viewerKey);
  const all = [
    await subscribe(IDS, of('ada')),
    await subscribe(IDS, of('bob')),
    await subscribe('subscription { orderChanged { change } }', of('ada')),
    await subscribe('subscription { orderChanged(id: 2) { order { id } } }', of('ada')),
    await subscribe(IDS, { ...of('ada'), variables: { after: 'c1' } }),
    await subscribe(IDS, { ...of('ada'), variables: { after: 'c1' } }),
  ];
  for (const { next } of all) void next();
  await expect.poll(source.open).toBe(6);
  for (const { end } of all) await end();
  expect(source.open()).toBe(0);
});

test('nothing is shared unless the engine knows who may share', async () => {
  const { source, subscribe } = await startLive();
  const all = [await subscribe(IDS, of('ada')), await subscribe(IDS, of('ada'))];
  for (const { next } of all) void next();
  await expect.poll(source.open).toBe(2);
  for (const { end } of all) await end();
});

test('a slow subscriber gets all events, and holds up no other', async () => {
  const { source, subscribe } = await startLive(viewerKey);
  const [fast, slow] = [await subscribe(IDS, of('ada')), await subscribe(IDS, of('ada'))];
  const cursorOf = async (subscription: typeof fast): Promise<unknown> => {
    const answer = await subscription.next();
    return answer?.kind === 'answer' ? answer.extensions?.cursor : answer;
  };
  const send = (from: number, to: number): void => {
    for (let n = from; n <= to; n += 1) source.send(String(n), `c${n}`);
  };
  const first = [cursorOf(fast), cursorOf(slow)];
  await expect.poll(source.open).toBe(1);
  send(1, 150);
  expect(await Promise.all(first)).toEqual(['c1', 'c1']);
  for (let n = 2; n <= 150; n += 1) expect(await cursorOf(fast)).toBe(`c${n}`);
  // It gets what waits for it, and then reads on its own from where it stopped.
  const read: unknown[] = [];
  const reading = (async () => {
    while (read.at(-1) !== 'c151') read.push(await cursorOf(slow));
  })();
  await expect.poll(source.open).toBe(2);
  expect(read).toEqual(Array.from(read, (_, n) => `c${n + 2}`));
  expect(read.length).toBeLessThan(149);
  expect(source.requests[1]?.after).toBe(read.at(-1));
  source.send('151', 'c151');
  await reading;
  await slow.end();
  await fast.end();
  expect(source.open()).toBe(0);
});
