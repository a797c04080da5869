import { expect, test } from 'vitest';
import { serveGraph, shareGraph } from '../kit/serve-graph.ts';
import type { SubgraphDefinition } from '../kit/subgraph-definition.ts';

const OLD = { price: 'old price', stock: 'old stock', shelf: 'old shelf' };
const NEW = { price: 'new price', stock: 'new stock', shelf: 'new shelf' };

const DEFINITIONS: Readonly<Record<string, SubgraphDefinition>> = {
  old: {
    typeDefs: `
      type Query { book: Book }
      type Book @key(fields: "id") { id: ID! price: String stock: String shelf: String }
    `,
    resolvers: { Query: { book: () => ({ id: '1', ...OLD }) } },
  },
  new: {
    typeDefs: `
      type Book @key(fields: "id") {
        id: ID!
        price: String @override(from: "old", label: "prices")
        shelf: String @override(from: "old", label: "shelves")
        stock: String @override(from: "old")
      }
    `,
    resolvers: { Book: { __resolveReference: ({ id }) => ({ id, ...NEW }) } },
  },
};

const QUERY = '{ book { price shelf stock } }';

const serveBooks = shareGraph(DEFINITIONS, {
  overrideLabels: ({ headers }) => (headers?.get('x-labels') ?? '').split(',').filter(Boolean),
});

test('without a label the old subgraph keeps the field, and an override without label holds', async () => {
  const graph = await serveGraph(DEFINITIONS);
  expect(await graph.execute(QUERY)).toEqual({
    data: { book: { price: 'old price', shelf: 'old shelf', stock: 'new stock' } },
  });
});

test('each request is planned with its own labels, in any order', async () => {
  const graph = await serveBooks();
  const book = async (labels: string) =>
    (await graph.execute(QUERY, {}, { headers: { 'x-labels': labels } })).data?.book;
  expect(await book('prices')).toEqual({ ...OLD, stock: 'new stock', price: 'new price' });
  expect(await book('')).toEqual({ ...OLD, stock: 'new stock' });
  expect(await book('shelves')).toEqual({ ...OLD, stock: 'new stock', shelf: 'new shelf' });
  expect(await book('shelves,prices')).toEqual(NEW);
  expect(await book('prices,shelves')).toEqual(NEW);
  expect(await book('prices')).toEqual({ ...OLD, stock: 'new stock', price: 'new price' });
});

test('labels that the supergraph does not have change nothing', async () => {
  const graph = await serveBooks();
  expect(await graph.execute(QUERY, {}, { headers: { 'x-labels': 'other,prices' } })).toEqual({
    data: { book: { ...OLD, stock: 'new stock', price: 'new price' } },
  });
});

const SHARES = {
  old: {
    typeDefs: `
      type Query { book: Book }
      type Book @key(fields: "id") { id: ID! none: String all: String few: String most: String mostToo: String }
    `,
    resolvers: {
      Query: { book: () => ({ id: '1', none: 'old', all: 'old', few: 'old', most: 'old', mostToo: 'old' }) },
    },
  },
  new: {
    typeDefs: `
      type Book @key(fields: "id") {
        id: ID!
        none: String @override(from: "old", label: "percent(0)")
        all: String @override(from: "old", label: "percent(100)")
        few: String @override(from: "old", label: "percent(25.5)")
        most: String @override(from: "old", label: "percent(75)")
        mostToo: String @override(from: "old", label: "percent(75)")
      }
    `,
    resolvers: {
      Book: {
        __resolveReference: ({ id }: { id: string }) => ({
          id,
          none: 'new',
          all: 'new',
          few: 'new',
          most: 'new',
          mostToo: 'new',
        }),
      },
    },
  },
};

test('percent(n) sends n in a hundred requests to the new subgraph, and decides once a request', async () => {
  const graph = await serveGraph(SHARES);
  const answers: unknown[] = [];
  for (let n = 0; n < 400; n++)
    answers.push((await graph.execute('{ book { few most mostToo } }')).data?.book);
  const counts = { old: 0, most: 0, few: 0 };
  for (const answer of answers) {
    if (JSON.stringify(answer) === '{"few":"old","most":"old","mostToo":"old"}') counts.old += 1;
    else if (JSON.stringify(answer) === '{"few":"old","most":"new","mostToo":"new"}') counts.most += 1;
    else expect(answer).toEqual({ few: 'new', most: 'new', mostToo: 'new' });
    if (JSON.stringify(answer).startsWith('{"few":"new"')) counts.few += 1;
  }
  // Expected are 100, 198 and 102. Deviations of seven standard deviations are not chance.
  expect(counts.old).toBeGreaterThan(40);
  expect(counts.most).toBeGreaterThan(125);
  expect(counts.few).toBeGreaterThan(40);
});

test('percent(0) is never on, percent(100) always', async () => {
  const graph = await serveGraph(SHARES);
  for (let n = 0; n < 50; n++)
    expect(await graph.execute('{ book { none all } }')).toEqual({
      data: { book: { none: 'old', all: 'new' } },
    });
});
