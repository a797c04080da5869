import { expect, test } from 'vitest';
import { fetchesIn, traceOf } from '../kit/read-trace.ts';
import { serveGraph } from '../kit/serve-graph.ts';

test('twenty different values share a request, and the trace has all requests of a fetch in one', async () => {
  const graph = await serveGraph(
    {
      rows: {
        typeDefs: `
          extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key", "@context", "@fromContext"])
          type Query { rows: [Row] }
          type Row @context(name: "row") { number: Int cell: Cell }
          type Cell @key(fields: "id") { id: ID! text(number: Int @fromContext(field: "$row { number }")): String }
        `,
        resolvers: {
          Query: { rows: () => [...Array(45).keys()].map((number) => ({ number, cell: { id: 'c' } })) },
          Cell: {
            __resolveReference: ({ id }: { readonly id: string }) => ({ id }),
            text: (_source: unknown, { number }: { readonly number: number }) => `text ${number}`,
          },
        },
      },
    },
    { trace: () => true },
  );
  const query = '{ rows { cell { text } } }';
  const { data } = await graph.execute(query);
  expect(data).toEqual({
    rows: [...Array(45).keys()].map((number) => ({ cell: { text: `text ${number}` } })),
  });
  expect(graph.subgraph('rows').requests).toHaveLength(4);
  const { plan } = await traceOf(graph, query);
  const requests = fetchesIn(plan ?? undefined).map((fetch) => 'request' in fetch && fetch.request);
  expect(requests).toMatchObject([{ status: 200 }, { representations: { asked: 45, sent: 45 } }]);
  expect(requests[1]).not.toHaveProperty('retries');
});
