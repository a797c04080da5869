import { expect, test } from 'vitest';
import { shareGraph } from '../kit/serve-graph.ts';

/** A group and some of its parts set the context. The parts share an interface, which does not set it. */
const serveParts = shareGraph({
  parts: {
    typeDefs: `
      extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key", "@context", "@fromContext"])
      type Query { group: Group }
      interface Marked @context(name: "mark") { mark: Int }
      type Group implements Marked { mark: Int parts: [Part] named: [Named] }
      interface Part { leaf: Leaf parts: [Part] }
      type Own implements Part & Marked { mark: Int leaf: Leaf parts: [Part] }
      type Plain implements Part { leaf: Leaf parts: [Part] }
      union Named = Own | Plain
      type Leaf @key(fields: "id") { id: ID! read(mark: Int @fromContext(field: "$mark { mark }"), times: Int): Int }
    `,
    resolvers: {
      Query: { group: () => ({ mark: 1, parts, named: parts }) },
      Leaf: {
        __resolveReference: ({ id }: { readonly id: string }) => ({ id }),
        read: (_source: unknown, { mark, times }: { readonly mark: number; readonly times?: number }) =>
          mark * (times ?? 1),
      },
    },
  },
});

const leaf = { id: 'l' };
const parts = [
  { __typename: 'Own', mark: 2, leaf, parts: [{ __typename: 'Plain', leaf }] },
  { __typename: 'Plain', leaf, parts: [{ __typename: 'Own', mark: 3, leaf }] },
];

test('an object whose interface sets the context takes precedence over the object around it', async () => {
  const graph = await serveParts();
  const query = `query ($times: Int) {
    group { parts { leaf { read(times: $times) } ...more } named { ...more } }
  }
  fragment more on Part { parts { leaf { read } } }`;
  const inner = [
    { leaf: { read: 20 }, parts: [{ leaf: { read: 2 } }] },
    { leaf: { read: 10 }, parts: [{ leaf: { read: 3 } }] },
  ];
  expect(await graph.execute(query, { times: 10 })).toEqual({
    data: { group: { parts: inner, named: inner.map(({ parts }) => ({ parts })) } },
  });
});

test('an operation whose contexts are too expensive to plan is refused', async () => {
  const graph = await serveParts();
  const nested = [...Array(14)].reduce((query: string) => `parts { ${query} leaf { id } }`, 'leaf { read }');
  const { errors } = await graph.execute(`{ group { ${nested} } }`);
  expect(errors).toMatchObject([{ extensions: { code: 'PLANNING_LIMIT_EXCEEDED' } }]);
});
