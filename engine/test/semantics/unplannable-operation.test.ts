import { expect, test } from 'vitest';
import { serveGraph } from '../kit/serve-graph.ts';

test('an operation that cannot be planned gives an error without the message of the planner, and no request is sent', async () => {
  const graph = await serveGraph({
    media: {
      typeDefs: `
        interface Media @key(fields: "id") { id: ID! pages: Int }
        type Book implements Media @key(fields: "id") { id: ID! pages: Int }
      `,
    },
    prices: {
      typeDefs: `
        type Query { best: Media }
        type Media @key(fields: "id") @interfaceObject {
          id: ID! pages: Int @external price: Int @requires(fields: "pages")
        }
      `,
    },
    taxes: {
      typeDefs: `
        type Media @key(fields: "id") @interfaceObject {
          id: ID! price: Int @external tax: Int @requires(fields: "price")
        }
      `,
    },
  });
  const { data, errors } = await graph.execute('{ best { tax } }');
  expect(data ?? null).toBeNull();
  expect(errors).toMatchObject([{ extensions: { code: 'OPERATION_NOT_PLANNED' } }]);
  expect(JSON.stringify(errors)).not.toMatch(/edge|prices|Media/);
  for (const name of ['media', 'prices', 'taxes']) expect(graph.subgraph(name).requests).toEqual([]);
});
