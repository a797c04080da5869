import { expect, test } from 'vitest';
import { link, refused, shareAccessGraph } from './access-graph.ts';

const search = shareAccessGraph({
  a: {
    typeDefs: `${link}
      enum Sort { NAME }
      enum Secret @authenticated { YES NO }
      input Filter { name: String secret: Secret and: [Filter!] }
      type Query { found(filter: Filter, secret: Secret, secrets: [Secret!], sort: Sort = NAME): Int }
    `,
    resolvers: { Query: { found: () => 1 } },
  },
});

test.each([
  ['{ found(secret: YES) }', undefined],
  ['{ found(secrets: [NO]) }', undefined],
  ['{ found(filter: { and: [{ secret: YES }] }) }', undefined],
  ['query ($v: Secret) { found(secret: $v) }', 'NO'],
  ['query ($v: Secret = YES) { found(secret: $v) }', undefined],
  ['query ($v: [Secret!]) { found(secrets: $v) }', ['NO']],
  ['query ($v: Filter) { found(filter: $v) }', {}],
  ['query ($v: Filter!) { found(filter: { and: [$v] }) }', {}],
])('a field with an argument value of a protected type is refused: %s', async (query, v) => {
  const graph = await search();
  expect(await graph.ask(query, {}, { v })).toEqual({ data: { found: null }, errors: [refused('found')] });
  expect((await graph.ask(query, { name: 'ada' }, { v })).data).toEqual({ found: 1 });
});

test.each([
  '{ found }',
  '{ found(sort: NAME, filter: { name: "a" }) }',
  '{ found(secret: null) }',
  'query ($v: String) { found(filter: { name: $v }) }',
])('a field whose argument is not given is not refused: %s', async (query) => {
  const graph = await search();
  expect(await graph.ask(query)).toEqual({ data: { found: 1 } });
});

test.each([
  'query ($v: Secret) { found(secret: $v) }',
  'query ($v: [Secret!]) { found(secrets: $v) }',
  'query ($v: Secret = YES) { found(filter: { secret: $v }) }',
  'query ($v: Filter) { found(filter: $v) }',
])('a variable is refused by its value in the request, and null is not a value: %s', async (query) => {
  const graph = await search();
  const allowed = { data: { found: 1 } };
  const isDefault = query.includes('YES');
  const given = query.includes('$v: Filter') ? {} : 'YES';
  const answers = [];
  for (const variables of [{}, { v: null }, { v: given }, { v: null }])
    answers.push(await graph.ask(query, {}, variables));
  const denied = { data: { found: null }, errors: [refused('found')] };
  expect(answers).toEqual([isDefault ? denied : allowed, allowed, denied, allowed]);
});
