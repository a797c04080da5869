import { expect, test } from 'vitest';
import type { OperationRequest } from '../../src/index.ts';
import { collect, inParts, readParts } from '../kit/read-parts.ts';
import { shareInFile } from '../kit/share-in-file.ts';
import { startEngine } from '../kit/start-engine.ts';
import { createDeferGraph } from './defer-graph.ts';

/** Starts an engine on the graph once, for a client that accepts answers in parts. */
const start = shareInFile(async (atEnd) => {
  const graph = createDeferGraph();
  const { execute } = await startEngine(graph.definitions, {}, atEnd);
  const defer = (text: string, request: Partial<OperationRequest> = {}) =>
    execute(text, { incremental: true, ...request });
  return { ...graph, execute, defer };
});

test('the fields outside of @defer come first, and those inside follow with the path and the label', async () => {
  const { defer } = await start();
  const answer = inParts(await defer('{ me { name ... @defer(label: "L") { orders { total } } } }'));
  const part = { id: '0', path: ['me'], label: 'L' };
  expect(answer.initialResult).toEqual({
    data: { me: { name: 'name of a' } },
    pending: [part],
    hasNext: true,
  });
  const later = await collect(answer.subsequentResults);
  expect(later).toEqual([
    {
      pending: [],
      incremental: [{ part, subPath: [], data: { orders: [{ total: 7 }] }, errors: [] }],
      completed: [{ part, errors: [] }],
      hasNext: false,
    },
  ]);
});

test('a slow subgraph only holds up the parts that need it', async () => {
  const { defer, reviews } = await start();
  reviews.close();
  const answer = inParts(
    await defer(
      '{ me { name ... @defer(label: "slow") { reviews { text } } ... @defer(label: "fast") { orders { total } } } }',
    ),
  );
  const later = answer.subsequentResults[Symbol.asyncIterator]();
  const { value: fast } = await later.next();
  expect(fast).toMatchObject({ completed: [{ part: { label: 'fast' } }], hasNext: true });
  reviews.open();
  const { value: slow } = await later.next();
  expect(slow).toMatchObject({ completed: [{ part: { label: 'slow' } }], hasNext: false });
  expect(await later.next()).toEqual({ done: true, value: undefined });
});

test('a part starts as soon as its required data is there, beside slower fields that are not deferred', async () => {
  const { defer, spendings, reviews } = await start();
  spendings.close();
  reviews.close();
  const answering = defer('{ me { tier ... @defer { reviews { stars } } } }');
  await expect.poll(() => [spendings.waiting(), reviews.waiting()]).toEqual([1, 1]);
  reviews.open();
  spendings.open();
  expect((await readParts(await answering)).merged.data).toEqual({
    me: { tier: 'tier 5', reviews: [{ stars: 5 }] },
  });
});

test('a deferred fragment inside another one follows it', async () => {
  const { defer } = await start();
  const answer = inParts(
    await defer(
      '{ me { name ... @defer(label: "out") { email ... @defer(label: "in") { reviews { text } } } } }',
    ),
  );
  expect(answer.initialResult.pending).toMatchObject([{ label: 'out' }]);
  const { order, results, merged } = await readParts(answer);
  expect(order).toEqual([['out'], ['in']]);
  expect(results[0]?.pending).toMatchObject([{ label: 'in' }]);
  expect(merged.data).toEqual({
    me: { name: 'name of a', email: 'a@example.com', reviews: [{ text: 'good' }] },
  });
});

test('a fragment in a list comes for each element that is not null', async () => {
  const { defer } = await start();
  const { first, order, merged } = await readParts(
    await defer('{ people { id ... @defer { orders { id } } } }'),
  );
  expect(first).toEqual({ data: { people: [{ id: 'a' }, null, { id: 'b' }] } });
  expect(order).toEqual([['people.0', 'people.2']]);
  expect(merged.data).toEqual({
    people: [{ id: 'a', orders: [{ id: 'of a' }] }, null, { id: 'b', orders: [{ id: 'of b' }] }],
  });
});

test('a named fragment is a part at each of its places', async () => {
  const { defer } = await start();
  const fragment = 'fragment F on User { ... @defer(label: "F") { orders { id } } }';
  const { order } = await readParts(
    await defer(`{ me { id ...F } orders { customer { id ...F } } } ${fragment}`),
  );
  expect(order.flat()).toEqual(['F', 'F', 'F']);
});

test('fields of an object that was delivered first are given by its path from the fragment', async () => {
  const { defer } = await start();
  const query = '{ me { friends { id } ... @defer { friends { name } address { zip } } } }';
  const { results, merged } = await readParts(await defer(query));
  expect(results[0]?.incremental).toMatchObject([
    { subPath: [], data: { address: { zip: '0150' } } },
    { subPath: ['friends', 0], data: { name: 'name of b' } },
    { subPath: ['friends', 1], data: { name: 'name of c' } },
  ]);
  expect(merged.data).toEqual({
    me: {
      friends: [
        { id: 'b', name: 'name of b' },
        { id: 'c', name: 'name of c' },
      ],
      address: { zip: '0150' },
    },
  });
});

test('fields that two fragments share are delivered once', async () => {
  const { defer } = await start();
  const query =
    '{ me { id ... @defer(label: "1") { orders { total } } ... @defer(label: "2") { orders { total id } email } } }';
  const { merged, order } = await readParts(await defer(query));
  expect(order.flat().toSorted()).toEqual(['1', '2']);
  expect(merged.data).toEqual({
    me: { id: 'a', orders: [{ total: 7, id: 'of a' }], email: 'a@example.com' },
  });
});

test('the root fields of a query can be deferred, introspection too', async () => {
  const { defer } = await start();
  const query = '{ __typename ... @defer { me { name } __type(name: "User") { name } } }';
  const { first, merged } = await readParts(await defer(query));
  expect(first).toEqual({ data: { __typename: 'Query' } });
  expect(merged.data).toEqual({ __typename: 'Query', me: { name: 'name of a' }, __type: { name: 'User' } });
});

test('fields inside the result of a mutation can be deferred', async () => {
  const { defer } = await start();
  const { first, merged } = await readParts(
    await defer('mutation { rename { id ... @defer { orders { id } } } }'),
  );
  expect(first).toEqual({ data: { rename: { id: 'a' } } });
  expect(merged.data).toEqual({ rename: { id: 'a', orders: [{ id: 'of a' }] } });
});

const CONDITIONAL = 'query ($on: Boolean = true) { me { name ... @defer(if: $on) { email } } }';

test.for([
  ['a condition that holds', CONDITIONAL, { on: true }, 'incremental'],
  ['a condition that does not hold', CONDITIONAL, { on: false }, 'answer'],
  ['the default of a variable', CONDITIONAL, {}, 'incremental'],
  [
    'an omitted variable',
    'query ($on: Boolean) { me { name ... @defer(if: $on) { email } } }',
    {},
    'incremental',
  ],
  ['@defer(if: false)', '{ me { name ... @defer(if: false) { email } } }', {}, 'answer'],
  ['fields that came before', '{ me { name email ... @defer { email } } }', {}, 'answer'],
  ['an object that is null', '{ me { name email } nobody { id ... @defer { email } } }', {}, 'answer'],
] as const)(
  'the conditions of @defer are evaluated for each request: %s',
  async ([, query, variables, kind]) => {
    const { defer, execute } = await start();
    const result = await defer(query, { variables });
    expect(result.kind).toBe(kind);
    const { data } =
      result.kind === 'incremental' ? (await readParts(result)).merged : { data: undefined, ...result };
    const whole = await execute(query, { variables });
    expect({ data }).toMatchObject({ data: JSON.parse(JSON.stringify(whole)).data });
  },
);

test('a client that accepts no parts gets the whole answer, by the plan without @defer', async () => {
  const { execute } = await start();
  const deferred = await execute('{ me { name ... @defer { orders { total } } } }');
  expect(deferred).toEqual({ kind: 'answer', data: { me: { name: 'name of a', orders: [{ total: 7 }] } } });
});

test('a failed field of a part is null, with an error in the part', async () => {
  const { defer } = await start();
  const { first, results } = await readParts(await defer('{ me { name ... @defer { email weak } } }'));
  expect(first).toEqual({ data: { me: { name: 'name of a' } } });
  expect(results[0]?.incremental).toMatchObject([
    {
      data: { email: 'a@example.com', weak: null },
      errors: [{ message: 'It is weak.', path: ['me', 'weak'] }],
    },
  ]);
});

test('a part whose delivered object cannot become null fails as a whole, and the others do not', async () => {
  const { defer } = await start();
  const { results, failed, merged } = await readParts(
    await defer(
      '{ me { name ... @defer(label: "bad") { email broken } ... @defer(label: "good") { orders { id } } } }',
    ),
  );
  expect(failed).toEqual(['bad']);
  expect(results.flatMap(({ completed }) => completed)).toContainEqual({
    part: expect.objectContaining({ label: 'bad' }),
    errors: [expect.objectContaining({ message: 'It is broken.', path: ['me', 'broken'] })],
  });
  expect(merged.data).toEqual({ me: { name: 'name of a', orders: [{ id: 'of a' }] } });
});

test('a fragment inside a failed one delivers nothing', async () => {
  const { defer } = await start();
  const query =
    '{ me { name ... @defer(label: "bad") { broken ... @defer(label: "in") { orders { id } } } } }';
  const { order } = await readParts(await defer(query));
  expect(order).toEqual([['bad']]);
});

test('errors of a subgraph that is down come with the parts that need it', async () => {
  const graph = createDeferGraph();
  const { execute } = await startEngine({
    ...graph.definitions,
    reviews: {
      typeDefs: graph.definitions.reviews?.typeDefs ?? '',
      resolvers: {
        User: {
          __resolveReference: () => {
            throw new Error('down');
          },
        },
      },
    },
  });
  const { first, merged } = await readParts(
    await execute('{ people { name ... @defer { reviews { text } } } }', { incremental: true }),
  );
  expect(first).not.toHaveProperty('errors');
  expect(merged.errors).toMatchObject([
    { path: ['people', 0, 'reviews'] },
    { path: ['people', 2, 'reviews'] },
  ]);
  expect(merged.data).toMatchObject({ people: [{ reviews: null }, null, { reviews: null }] });
});

test('an object with only deferred fields is delivered empty first', async () => {
  const { defer } = await start();
  const { first, merged } = await readParts(await defer('{ me { ... @defer { name } } }'));
  expect(first).toEqual({ data: { me: {} } });
  expect(merged.data).toEqual({ me: { name: 'name of a' } });
});
