import { expect, test } from 'vitest';
import { link, refused, serveAccessGraph, shareAccessGraph } from './access-graph.ts';

const someone = { name: 'ada' };

const all = [
  { __typename: 'Public', id: '1', title: 'open', note: 'n1' },
  { __typename: 'Private', id: '2', title: 'closed', note: 'n2' },
];

const posts = shareAccessGraph({
  posts: {
    typeDefs: `${link}
      interface Post { id: ID title: String note: String }
      type Public implements Post { id: ID title: String note: String }
      type Private implements Post @authenticated { id: ID title: String note: String own: Post }
      union Found = Public | Private
      interface Mark { text: String more: String }
      type Plain implements Mark { text: String more: String }
      type Signed implements Mark { text: String @authenticated more: String }
      type Query { posts: [Post!] found: [Found] marks: [Mark] sealed: Sealed open: Int }
      interface Sealed { x: Int }
      type Box implements Sealed @authenticated { x: Int }
    `,
    resolvers: {
      Query: {
        posts: () => all,
        found: () => all,
        marks: () => [
          { __typename: 'Plain', text: 'a', more: 'b' },
          { __typename: 'Signed', text: 'c' },
        ],
        sealed: () => ({ __typename: 'Box', x: 1 }),
        open: () => 1,
      },
    },
  },
});

test('a field of an interface is refused if the caller may not read one of its types', async () => {
  const graph = await posts();
  for (const query of [
    '{ posts { id } open }',
    '{ posts { title ... on Public { id } } open }',
    '{ posts { ... on Post { id } } open }',
    '{ posts { ...f } open } fragment f on Post { id }',
  ]) {
    const answer = await graph.ask(query);
    expect(answer).toEqual({ data: { posts: null, open: 1 }, errors: [refused('posts')] });
  }
  expect((await graph.ask('{ posts { id } open }', someone)).data).toEqual({
    posts: [{ id: '1' }, { id: '2' }],
    open: 1,
  });
});

test('fragments on allowed types return the allowed objects', async () => {
  const graph = await posts();
  const { data, errors } = await graph.ask(
    '{ posts { ... on Public { id title } } found { ...f } } fragment f on Public { id }',
  );
  expect(errors).toBeUndefined();
  expect(data).toEqual({ posts: [{ id: '1', title: 'open' }, {}], found: [{ id: '1' }, {}] });
});

test('a selection that is not executed refuses nothing', async () => {
  const graph = await posts();
  const picked = { data: { posts: [{ id: '1' }, {}] } };
  const all = { data: { posts: null }, errors: [refused('posts')] };
  const constant = '{ posts { title @skip(if: true) ...f @include(if: false) ... on Public { id } } }';
  expect(await graph.ask(`${constant} fragment f on Post { note }`)).toEqual(picked);
  const query = `query ($on: Boolean = false, $off: Boolean! = true) {
    posts { title @include(if: $on) ...f @skip(if: $off) ... on Public { id } }
  } fragment f on Post { note }`;
  for (const [variables, answer] of [
    [{}, picked],
    [{ on: true }, all],
    [{ off: false }, all],
    [{ on: false, off: true }, picked],
  ] as const)
    expect(await graph.ask(query, {}, variables)).toEqual(answer);
});

test('a fragment on a forbidden type is refused at the path of each of its objects', async () => {
  const graph = await posts();
  const { data, errors } = await graph.ask('{ found { ... on Public { id } ... on Private { id title } } }');
  expect(data).toEqual({ found: [{ id: '1' }, { id: null, title: null }] });
  expect(errors).toEqual([refused('found', 1, 'id'), refused('found', 1, 'title')]);
  expect(graph.subgraph('posts').requests[0]?.query).not.toContain('title');
});

test('an interface inside a fragment on an allowed type is fetched for that type only', async () => {
  const graph = await posts();
  const query = '{ posts { ... on Public { ...f } } } fragment f on Post { id }';
  expect(await graph.ask(query)).toEqual({ data: { posts: [{ id: '1' }, {}] } });
  const both = '{ posts { ... on Public { ...f } ... on Private { ...f } } } fragment f on Post { id }';
  expect(await graph.ask(both)).toEqual({
    data: { posts: [{ id: '1' }, { id: null }] },
    errors: [refused('posts', 1, 'id')],
  });
});

test('__typename never reveals a forbidden type', async () => {
  const graph = await posts();
  const { data, errors } = await graph.ask('{ found { __typename ... on Public { id } } }');
  expect(data).toEqual({ found: [{ __typename: 'Public', id: '1' }, null] });
  expect(errors).toEqual([refused('found', 1, '__typename')]);
});

test('a field with a rule on one implementing type is refused on the interface, and allowed by fragments', async () => {
  const graph = await posts();
  const direct = await graph.ask('{ marks { text more } }');
  expect(direct.data).toEqual({
    marks: [
      { text: null, more: 'b' },
      { text: null, more: null },
    ],
  });
  expect(direct.errors).toEqual([refused('marks', 0, 'text'), refused('marks', 1, 'text')]);
  const fragments = await graph.ask('{ marks { ... on Plain { text } ... on Signed { text } } }');
  expect(fragments.data).toEqual({ marks: [{ text: 'a' }, { text: null }] });
  expect(fragments.errors).toEqual([refused('marks', 1, 'text')]);
});

test('an interface without an allowed type is refused for every selection', async () => {
  const graph = await posts();
  expect(await graph.ask('{ sealed { __typename } }')).toEqual({
    data: { sealed: null },
    errors: [refused('sealed')],
  });
});

test('a rule of an @interfaceObject holds for every type of the interface', async () => {
  const graph = await serveAccessGraph({
    a: {
      typeDefs: `${link}
        type Query { all: [Media] }
        interface Media @key(fields: "id") { id: ID! }
        type Film implements Media @key(fields: "id") { id: ID! }
      `,
      resolvers: { Query: { all: () => [{ __typename: 'Film', id: '1' }] } },
    },
    b: {
      typeDefs: `extend schema @link(
          url: "https://specs.apollo.dev/federation/v2.9", import: ["@key", "@interfaceObject", "@authenticated"]
        )
        type Media @interfaceObject @key(fields: "id") { id: ID! stars: Int @authenticated views: Int }
      `,
      resolvers: { Media: { __resolveReference: () => ({ stars: 5, views: 9 }) } },
    },
  });
  for (const query of ['{ all { stars views } }', '{ all { ... on Film { stars views } } }']) {
    expect(await graph.ask(query)).toEqual({
      data: { all: [{ stars: null, views: 9 }] },
      errors: [refused('all', 0, 'stars')],
    });
    expect((await graph.ask(query, someone)).data).toEqual({ all: [{ stars: 5, views: 9 }] });
  }
});
