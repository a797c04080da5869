import { expect, test } from 'vitest';
import { shareGraph } from '../kit/serve-graph.ts';

const serveGrid = shareGraph({
  cells: {
    typeDefs: 'type Query { grid: [Cell] rows: [[Cell!]] } type Cell @key(fields: "id") { id: ID! }',
    resolvers: {
      Query: {
        grid: () => [{ id: '1' }, { id: '2' }, { id: '3' }],
        rows: () => [[{ id: '1' }, { id: '2' }], [{ id: '3' }]],
      },
    },
  },
  values: {
    typeDefs:
      'type Cell @key(fields: "id") { id: ID! b1: Int! b2: Int strict: Int! inner: Inner! } type Inner { deep: Int! }',
    resolvers: {
      Cell: {
        __resolveReference: ({ id }) => ({ id }),
        b1: () => 1,
        b2: () => 2,
        inner: () => ({}),
        strict: ({ id }) => {
          if (id === '2') throw new Error('Not strict');
          return 3;
        },
      },
      Inner: {
        deep: () => {
          throw new Error('Too deep');
        },
      },
    },
  },
});

test.for(['b1 b2 strict', 'strict b2 b1', 'b2 strict b1'])(
  'a non-null field that fails is the only error of its entity, in the order %j',
  async (fields) => {
    const graph = await serveGrid();
    const { data, errors } = await graph.execute(`{ grid { ${fields} } }`);
    const cell = { b1: 1, b2: 2, strict: 3 };
    expect(data).toEqual({ grid: [cell, null, cell] });
    expect(errors).toMatchObject([{ message: 'Not strict', path: ['grid', 1, 'strict'] }]);
    expect(errors).toHaveLength(1);
  },
);

test.for(['b1 inner { deep }', 'inner { deep } b1'])(
  'so is one at a deeper level, in the order %j',
  async (fields) => {
    const graph = await serveGrid();
    const { data, errors } = await graph.execute(`{ grid { ${fields} } }`);
    expect(data).toEqual({ grid: [null, null, null] });
    expect(errors?.map(({ message, path }) => [message, path])).toEqual(
      [0, 1, 2].map((index) => ['Too deep', ['grid', index, 'inner', 'deep']]),
    );
  },
);

test.for(['b1 strict', 'strict b1'])('and in a list of lists, in the order %j', async (fields) => {
  const graph = await serveGrid();
  const { data, errors } = await graph.execute(`{ rows { ${fields} } }`);
  expect(data).toEqual({ rows: [null, [{ b1: 1, strict: 3 }]] });
  expect(errors?.map(({ message, path }) => [message, path])).toEqual([
    ['Not strict', ['rows', 0, 1, 'strict']],
  ]);
});
