import { expect, test } from 'vitest';
import { link, readCaller, refused, serveAccessGraph } from './access-graph.ts';

const typeDefs = `${link}
  type Query {
    free: Int
    one: Int @policy(policies: [["odd name"]])
    both: Int @policy(policies: [["odd name", "other"]])
    either: Int @policy(policies: [["odd name"], ["other"]])
  }
`;
const resolvers = { Query: { free: () => 0, one: () => 1, both: () => 2, either: () => 3 } };

test('the function of a policy decides for each client, synchronously or not', async () => {
  const graph = await serveAccessGraph(
    { a: { typeDefs, resolvers } },
    {
      policies: {
        'odd name': ({ contextValue }) => readCaller(contextValue).name === 'ada',
        other: async ({ contextValue }) => readCaller(contextValue).scopes?.includes('other') === true,
      },
    },
  );
  const ask = (caller: object) => graph.ask('{ one both either }', caller);
  expect(await ask({ name: 'ada' })).toEqual({
    data: { one: 1, both: null, either: 3 },
    errors: [refused('both')],
  });
  expect(await ask({ scopes: ['other'] })).toMatchObject({ data: { one: null, both: null, either: 3 } });
  expect(await ask({ name: 'ada', scopes: ['other'] })).toEqual({ data: { one: 1, both: 2, either: 3 } });
  expect(await ask({})).toMatchObject({ data: { one: null, both: null, either: null } });
});

test('a policy is called once per request, and only if the operation needs it', async () => {
  const calls: string[] = [];
  const call = (name: string) => () => {
    calls.push(name);
    return true;
  };
  const graph = await serveAccessGraph(
    { a: { typeDefs, resolvers } },
    { policies: { 'odd name': call('odd name'), other: call('other') } },
  );
  await graph.ask('{ free }');
  expect(calls).toEqual([]);
  await graph.ask('{ one again: one }');
  expect(calls).toEqual(['odd name']);
  await graph.ask('{ one again: one }');
  expect(calls).toEqual(['odd name', 'odd name']);
  await graph.ask('{ both either }');
  expect(calls.slice(2).sort()).toEqual(['odd name', 'other']);
});

test.each([
  ['throws', () => fail()],
  ['rejects', async () => fail()],
])('a policy that %s refuses, and clients do not see its error', async (_, policy) => {
  const graph = await serveAccessGraph(
    { a: { typeDefs, resolvers } },
    { policies: { 'odd name': policy, other: () => true } },
  );
  const answer = await graph.ask('{ free one either }');
  expect(answer).toEqual({ data: { free: 0, one: null, either: 3 }, errors: [refused('one')] });
});

function fail(): never {
  throw new Error('the policy database is down');
}
