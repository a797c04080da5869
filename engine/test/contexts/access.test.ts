import { expect, test } from 'vitest';
import { refused, serveAccessGraph } from '../authorization/access-graph.ts';

test('a caller who may not read a context is refused the fields that use it, and it is not fetched', async () => {
  const graph = await serveAccessGraph({
    people: {
      typeDefs: `
        extend schema @link(
          url: "https://specs.apollo.dev/federation/v2.9"
          import: ["@key", "@context", "@fromContext", "@authenticated", "@requiresScopes"]
        )
        type Query { user: User }
        type User @context(name: "user") { salary: Int @requiresScopes(scopes: [["pay"]]) name: String bonus: Bonus }
        type Bonus @key(fields: "id") {
          id: ID!
          amount(salary: Int @fromContext(field: "$user { salary }")): Int @requiresScopes(scopes: [["pay"]])
          title(name: String @fromContext(field: "$user { name }")): String
        }
      `,
      resolvers: {
        Query: { user: () => ({ salary: 100, name: 'Ada', bonus: { id: '1' } }) },
        Bonus: {
          __resolveReference: ({ id }: { readonly id: string }) => ({ id }),
          amount: (_source: unknown, { salary }: { readonly salary: number }) => salary / 10,
          title: (_source: unknown, { name }: { readonly name: string }) => `Bonus of ${name}`,
        },
      },
    },
  });
  const query = '{ user { bonus { amount title } } }';
  expect(await graph.ask(query, { name: 'bob' })).toEqual({
    data: { user: { bonus: { amount: null, title: 'Bonus of Ada' } } },
    errors: [refused('user', 'bonus', 'amount')],
  });
  expect(graph.subgraph('people').requests.some((request) => request.query.includes('salary'))).toBe(false);
  expect(await graph.ask(query, { name: 'ada', scopes: ['pay'] })).toEqual({
    data: { user: { bonus: { amount: 10, title: 'Bonus of Ada' } } },
  });
});
