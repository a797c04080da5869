import { expect, test } from 'vitest';
import { link, refused, serveAccessGraph, shareAccessGraph } from './access-graph.ts';

const strictPeople = shareAccessGraph(
  {
    a: {
      typeDefs: `${link}
        type Query { all: [[Person!]] one: Person open: Int }
        type Mutation { open: Int close: Int @authenticated }
        type Person { name: String mail: String @authenticated friend: Person }
      `,
      resolvers: {
        Query: { all: () => [[{ name: 'Ada' }]], one: () => ({ name: 'Ada' }), open: () => 1 },
        Mutation: { open: () => 1 },
      },
    },
  },
  { rejectUnauthorized: true },
);

test('if refusals reject the operation, nothing is executed, and each refused path is reported', async () => {
  const graph = await strictPeople();
  const answer = await graph.ask(`
    { open all { x: mail } one { ...f friend { ...f } } }
    fragment f on Person { name mail }
  `);
  expect(answer).toEqual({
    errors: [refused('all', '@', '@', 'x'), refused('one', 'mail'), refused('one', 'friend', 'mail')],
  });
  await graph.ask('mutation { open close }');
  expect(graph.subgraph('a').requests).toEqual([]);
});

test('an operation whose variables exclude all refused fields is executed', async () => {
  const graph = await strictPeople();
  const query = 'query ($mail: Boolean!) { one { name mail @include(if: $mail) } }';
  expect(await graph.ask(query, {}, { mail: false })).toEqual({ data: { one: { name: 'Ada' } } });
  expect(await graph.ask(query, {}, { mail: true })).toEqual({ errors: [refused('one', 'mail')] });
  expect((await graph.ask(query, { name: 'ada' }, { mail: true })).errors).toBeUndefined();
});

test('a mutation whose answer contains refused fields is not executed', async () => {
  const graph = await serveAccessGraph(
    {
      a: {
        typeDefs: `${link}
          type Query { open: Int }
          type Mutation { make: Made hide: Secret any: Secrets }
          interface Made { id: ID }
          type Open implements Made { id: ID }
          type Secret implements Made @authenticated { id: ID }
          union Secrets = Secret
        `,
        resolvers: { Mutation: { make: () => ({ __typename: 'Secret' }) } },
      },
    },
    { rejectUnauthorized: true },
  );
  for (const [query, ...path] of [
    ['mutation { hide { __typename } }', 'hide'],
    ['mutation { any { __typename } }', 'any'],
    ['mutation { make { id } }', 'make'],
    ['mutation { make { ... on Secret { __typename } } }', 'make', '__typename'],
    ['mutation { make { ...f } } fragment f on Secret { __typename }', 'make', '__typename'],
  ] as const)
    expect(await graph.ask(query)).toEqual({ errors: [refused(...path)] });
  expect(graph.subgraph('a').requests).toEqual([]);
  // The type is only known after the fetch.
  expect(await graph.ask('mutation { make { __typename } }')).toEqual({
    data: { make: null },
    errors: [refused('make', '__typename')],
  });
});
