import { expect, test } from 'vitest';
import type { ObservedOperation, OperationObserver } from '../../src/index.ts';
import { startEngine } from '../kit/start-engine.ts';

/** Starts an engine whose observer writes down what it is called with. */
async function startObserved() {
  const calls: string[] = [];
  const observe = ({ operation, isEvent }: ObservedOperation): OperationObserver => {
    calls.push(`${operation.operation} ${operation.name?.value}${isEvent ? ' event' : ''}`);
    return {
      planningBegins: () => calls.push('planning'),
      planningEnds: (outcome) => calls.push(outcome),
      costEstimated: (cost) => calls.push(`cost ${cost}`),
      fetchBegins({ subgraphName }, slots) {
        calls.push(`fetch ${subgraphName} ${slots.length}`);
        return { onRequest() {}, onResponse() {}, ends: (code) => calls.push(`answer ${code ?? 'ok'}`) };
      },
      fetchFailed: ({ subgraphName }) => calls.push(`failed ${subgraphName}`),
      errorFound: (_, code) => calls.push(`error ${code}`),
      ends: (outcome) => calls.push(`ends ${outcome}`),
    };
  };
  const resolvers = {
    Query: {
      item: () => ({ id: '1' }),
      broken: () => {
        throw new Error('broken');
      },
    },
    Item: { __resolveReference: ({ id }: { readonly id: string }) => ({ id, price: 3 }) },
  };
  const started = await startEngine(
    {
      items: {
        typeDefs: 'type Query { item: Item broken: Int } type Item @key(fields: "id") { id: ID! }',
        resolvers: { Query: resolvers.Query },
      },
      prices: {
        typeDefs: 'type Item @key(fields: "id") { id: ID! price: Int }',
        resolvers: { Item: resolvers.Item },
      },
    },
    { observe, cost: {} },
  );
  return { ...started, take: () => calls.splice(0) };
}

test('an observer follows an operation through planning, cost and its fetches to the end', async () => {
  const { execute, take } = await startObserved();
  const text = 'query Prices { item { id price } }';
  await execute(text);
  const steps = ['fetch items 0', 'answer ok', 'fetch prices 1', 'answer ok', 'ends data'];
  expect(take()).toEqual(['query Prices', 'planning', 'planned', expect.stringMatching(/^cost /), ...steps]);
  await execute(text);
  expect(take()).toEqual(['query Prices', 'planning', 'cached', expect.stringMatching(/^cost /), ...steps]);
});

test('an observer hears of errors by code, and of failed fetches', async () => {
  const { execute, take } = await startObserved();
  await execute('query Broken { broken }');
  const calls = take();
  expect(calls).toContain('error DOWNSTREAM_SERVICE_ERROR');
  expect(calls.at(-1)).toBe('ends errors');
});

test('an operation that is released instead of executed ends as refused, and so does one with wrong variables', async () => {
  const { engine, execute, take } = await startObserved();
  const client = { headers: undefined, contextValue: {}, origin: 'client', restrictCache: () => {} } as const;
  const prepared = await engine.prepare({ text: 'query Released { item { id } }', client });
  if (prepared.kind === 'ready') prepared.release();
  expect(take().at(-1)).toBe('ends refused');
  await execute('query Wrong($without: Boolean!) { item { id @skip(if: $without) } }');
  expect(take().filter((call) => call.startsWith('ends'))).toEqual(['ends refused']);
});

test('only operations that the engine has read are observed', async () => {
  const { execute, take } = await startObserved();
  await execute('{ nothing }');
  expect(take()).toEqual([]);
});
