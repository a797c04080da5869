import { expect, test } from 'vitest';
import { shareGraph } from '../kit/serve-graph.ts';

/** Each subgraph finds nodes but knows only the ids of its own types, so none can resolve `Node.id`. */
const serveNodes = shareGraph({
  people: {
    typeDefs: `
      type Query { node: Node @shareable person: Person }
      interface Node { id: ID! }
      type Person implements Node @key(fields: "id") { id: ID! name: String }
      type Room implements Node @key(fields: "id") { id: ID! @external owner: Person }
    `,
    resolvers: { Query: { person: () => ({ id: '1', name: 'Ada' }) } },
  },
  rooms: {
    typeDefs: `
      type Query { node: Node @shareable room: Room }
      interface Node { id: ID! }
      type Person implements Node @key(fields: "id") { id: ID! @external rooms: [Room] }
      type Room implements Node @key(fields: "id") { id: ID! text: String }
    `,
  },
});

test('an operation with a selection that no subgraph can resolve has an error and no data, and nothing is executed', async () => {
  const graph = await serveNodes();
  const { data, errors } = await graph.execute('{ person { name } node { id } }');
  expect(data ?? null).toBeNull();
  expect(errors).toHaveLength(1);
  for (const name of ['people', 'rooms']) expect(graph.subgraph(name).requests).toEqual([]);
  expect(await graph.execute('{ person { name } }')).toEqual({ data: { person: { name: 'Ada' } } });
});
