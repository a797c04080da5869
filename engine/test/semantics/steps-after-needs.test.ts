import { expect, test } from 'vitest';
import { shareGraph } from '../kit/serve-graph.ts';

/** The planner fetches `rating`, and `label`, which requires it, at the same time. */
const serveMedia = shareGraph({
  media: {
    typeDefs: `
      type Query { shelf: [Media] }
      interface Media @key(fields: "id") { id: ID! title: String }
      type Book implements Media @key(fields: "id") { id: ID! title: String }
      type Film implements Media @key(fields: "id") { id: ID! title: String }
    `,
    resolvers: {
      Query: { shelf: () => [{ __typename: 'Book', id: 'b1', title: 'One' }] },
      Media: { __resolveReference: ({ id }) => ({ __typename: 'Book', id, title: `title of ${id}` }) },
      Book: { __resolveReference: ({ id }) => ({ id, title: `title of ${id}` }) },
    },
  },
  ratings: {
    typeDefs: `
      type Query { best: Media all: [Media] }
      type Media @key(fields: "id") @interfaceObject { id: ID! rating: Int }
    `,
    resolvers: {
      Query: { best: () => ({ id: 'b7' }), all: () => [{ id: 'b7' }, { id: 'b8' }] },
      Media: { __resolveReference: ({ id }) => ({ id, rating: Number(id.slice(1)) }) },
    },
  },
  labels: {
    typeDefs: `
      type Media @key(fields: "id") @interfaceObject {
        id: ID! tag: String rating: Int @external title: String @external
        label: String @requires(fields: "rating title")
      }
    `,
    resolvers: {
      Media: {
        __resolveReference: (media) => ({ ...media, tag: `tag of ${media.id}` }),
        label: ({ title, rating }) => `${title} (${rating})`,
      },
    },
  },
});

const label = 'title of b7 (7)';

test.for([
  ['{ best { ... on Book { label } } }', { best: { label } }],
  ['{ best { tag ... on Book { label } } }', { best: { tag: 'tag of b7', label } }],
  ['{ best { ... on Book { label } ... on Film { label } } }', { best: { label } }],
  ['{ all { ... on Book { label } } }', { all: [{ label }, { label: 'title of b8 (8)' }] }],
  [
    'query ($on: Boolean = true) { best { ... on Book @include(if: $on) { label } } shelf { title } }',
    { best: { label }, shelf: [{ title: 'One' }] },
  ],
] as const)('a fetch waits for what it requires: %s', async ([query, data]) => {
  const graph = await serveMedia();
  expect(await graph.execute(query)).toEqual({ data });
});

test('a field whose requirements were not found has an error with the reason', async () => {
  const graph = await serveMedia();
  graph.subgraph('media').intercept((_request, response) => {
    const media = { __typename: 'Book', id: 'b7' };
    response.writeHead(200, { 'content-type': 'application/json' });
    response.end(JSON.stringify({ data: { _entities: [media] } }));
  });
  expect(await graph.execute('{ best { id ... on Book { label } } }')).toEqual({
    data: { best: { id: 'b7', label: null } },
    errors: [
      {
        message: 'A field that this one requires was not found.',
        path: ['best', 'label'],
        extensions: { code: 'FIELD_NOT_RESOLVABLE', serviceName: 'labels' },
      },
    ],
  });
});
