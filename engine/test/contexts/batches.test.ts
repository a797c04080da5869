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

test('an entity that is copied to more places than an answer has room for is refused', async () => {
  const rows = [...Array(50).keys()].map((number) => ({ number, cell: { id: 'c' } }));
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
          Query: { rows: () => rows },
          Cell: {
            __resolveReference: ({ id }: { readonly id: string }) => ({ id }),
            text: (_source: unknown, { number }: { readonly number: number }) => `text ${number}`,
          },
        },
      },
      notes: {
        typeDefs: 'type Cell @key(fields: "id") { id: ID! notes: [Note!]! } type Note { body: String }',
        resolvers: {
          Cell: {
            __resolveReference: ({ id }: { readonly id: string }) => ({
              id,
              notes: [...Array(20)].map(() => ({ body: 'b'.repeat(100) })),
            }),
          },
        },
      },
    },
    { maxResponseBytes: 100_000 },
  );
  const query = (rest: string) => `{ rows { cell { text ${rest} } } }`;
  expect((await graph.execute(query(''))).data?.rows).toHaveLength(50);
  const { data, errors } = await graph.execute(query('notes { body }'));
  expect(data).toBeNull();
  expect(errors).toMatchObject([{ extensions: { code: 'RESPONSE_TOO_LARGE' } }]);
});
