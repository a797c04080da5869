import { expect, test } from 'vitest';
import { shareGraph } from '../kit/serve-graph.ts';

const serveMedia = shareGraph({
  media: {
    typeDefs: `
      type Query { shelf: [Media] }
      interface Media @key(fields: "id") { id: ID! title: String }
      type Book implements Media @key(fields: "id") { id: ID! title: String pages: Int }
      type Film implements Media @key(fields: "id") { id: ID! title: String minutes: Int }
    `,
    resolvers: {
      Query: {
        shelf: () => [
          { __typename: 'Book', id: 'b1', title: 'One', pages: 10 },
          { __typename: 'Film', id: 'f1', title: 'Two', minutes: 90 },
        ],
      },
      Media: {
        __resolveReference: ({ id }) =>
          id.startsWith('b')
            ? { __typename: 'Book', id, title: `title of ${id}`, pages: 10 }
            : { __typename: 'Film', id, title: `title of ${id}`, minutes: 90 },
      },
      Book: { __resolveReference: ({ id }) => ({ id, title: `title of ${id}`, pages: 10 }) },
      Film: { __resolveReference: ({ id }) => ({ id, title: `title of ${id}`, minutes: 90 }) },
    },
  },
  ratings: {
    typeDefs: `
      type Query { best: Media worst: [Media!] }
      type Media @key(fields: "id") @interfaceObject { id: ID! stars: Int critics: [Critic] }
      type Critic { name: String favourite: Media }
    `,
    resolvers: {
      Query: {
        best: () => ({ id: 'f1', stars: 2 }),
        worst: () => [
          { id: 'b1', stars: 2, critics: [{ favourite: { id: 'b9' } }] },
          { id: 'f2', stars: 2, critics: [{ favourite: { id: 'b9' } }] },
        ],
      },
      Media: {
        __resolveReference: ({ id }) => ({
          id,
          stars: id.length,
          critics: [{ name: `critic of ${id}`, favourite: { id: 'b9', stars: 2 } }],
        }),
      },
    },
  },
});

test('fields of an interface object come for every implementation', async () => {
  const graph = await serveMedia();
  expect(
    await graph.execute('{ shelf { __typename title stars ... on Book { pages } ... on Film { minutes } } }'),
  ).toEqual({
    data: {
      shelf: [
        { __typename: 'Book', title: 'One', stars: 2, pages: 10 },
        { __typename: 'Film', title: 'Two', stars: 2, minutes: 90 },
      ],
    },
  });
  expect(graph.subgraph('ratings').requests.map(({ variables }) => variables)).toEqual([
    {
      representations: [
        { __typename: 'Media', id: 'b1' },
        { __typename: 'Media', id: 'f1' },
      ],
    },
  ]);
});

test('an object that came as an interface object gets its real type name', async () => {
  const graph = await serveMedia();
  expect(await graph.execute('{ best { __typename stars } worst { __typename stars title } }')).toEqual({
    data: {
      best: { __typename: 'Film', stars: 2 },
      worst: [
        { __typename: 'Book', stars: 2, title: 'title of b1' },
        { __typename: 'Film', stars: 2, title: 'title of f2' },
      ],
    },
  });
});

test('fragments on implementations match after the real type is known', async () => {
  const graph = await serveMedia();
  expect(await graph.execute('{ worst { ... on Book { pages stars } ... on Film { minutes } } }')).toEqual({
    data: { worst: [{ pages: 10, stars: 2 }, { minutes: 90 }] },
  });
});

test('an interface object under an interface object is resolved too', async () => {
  const graph = await serveMedia();
  const query = '{ shelf { critics { name favourite { __typename id title stars } } } }';
  const favourite = { __typename: 'Book', id: 'b9', title: 'title of b9', stars: 2 };
  expect(await graph.execute(query)).toEqual({
    data: {
      shelf: [
        { critics: [{ name: 'critic of b1', favourite }] },
        { critics: [{ name: 'critic of f1', favourite }] },
      ],
    },
  });
});

test('an interface object without a selection that needs its type is not asked for it', async () => {
  const graph = await serveMedia();
  expect(await graph.execute('{ best { id stars } worst { critics { favourite { id } } } }')).toEqual({
    data: {
      best: { id: 'f1', stars: 2 },
      worst: [{ critics: [{ favourite: { id: 'b9' } }] }, { critics: [{ favourite: { id: 'b9' } }] }],
    },
  });
  expect(graph.subgraph('media').requests).toEqual([]);
});
