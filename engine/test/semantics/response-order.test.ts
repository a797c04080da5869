import { expect, test } from 'vitest';
import { serveGraph } from '../kit/serve-graph.ts';

test('the answer has the order of the query, whichever subgraph came first', async () => {
  const graph = await serveGraph({
    a: {
      typeDefs: `
        type Query { a1: Int thing: Thing a2: Int }
        type Thing @key(fields: "id") { id: ID! left: Int }
      `,
      resolvers: { Query: { a1: () => 1, a2: () => 2, thing: () => ({ id: 't', left: 3 }) } },
    },
    b: {
      typeDefs: `
        type Query { b1: Int b2: Int }
        type Thing @key(fields: "id") { id: ID! right: Int middle: Inner }
        type Inner { x: Int y: Int }
      `,
      resolvers: {
        Query: { b1: () => 4, b2: () => 5 },
        Thing: { __resolveReference: ({ id }) => ({ id, right: 6, middle: { x: 7, y: 8 } }) },
      },
    },
  });
  const query = `
    query {
      b2 a2 ...F
      thing { right middle { y } left id ... on Thing { middle { x y } again: left } }
      a1 b1
    }
    fragment F on Query { thing { id2: id } z: __typename a1 }
  `;
  expect(JSON.stringify((await graph.execute(query)).data)).toBe(
    JSON.stringify({
      b2: 5,
      a2: 2,
      thing: { id2: 't', right: 6, middle: { y: 8, x: 7 }, left: 3, id: 't', again: 3 },
      z: 'Query',
      a1: 1,
      b1: 4,
    }),
  );
});
