import { expect, test } from 'vitest';
import { type ServedGraph, serveGraph } from '../kit/serve-graph.ts';
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

function serveBooks(): Promise<ServedGraph> {
  return serveGraph(DEFINITIONS, {
    overrideLabels: ({ headers }) => (headers?.get('x-labels') ?? '').split(',').filter(Boolean),
  });
}

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
