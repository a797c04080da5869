import { expect, test } from 'vitest';
import { link, refused, serveAccessGraph } from './access-graph.ts';

function search() {
  return serveAccessGraph({
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
}

test.each([
  '{ found(secret: YES) }',
  '{ found(secrets: [NO]) }',
  '{ found(filter: { and: [{ secret: YES }] }) }',
  'query ($v: Secret) { found(secret: $v) }',
  'query ($v: [Secret!]) { found(secrets: $v) }',
  'query ($v: Filter) { found(filter: $v) }',
  'query ($v: Filter!) { found(filter: { and: [$v] }) }',
])('a field that is given a value of a protected type is refused: %s', async (query) => {
  const graph = await search();
  const answer = await graph.ask(query, {}, { v: query.includes('$v: Filter') ? {} : undefined });
  expect(answer).toEqual({ data: { found: null }, errors: [refused('found')] });
  expect(
    (await graph.ask(query, { name: 'ada' }, { v: query.includes('Filter!') ? {} : undefined })).data,
  ).toEqual({
    found: 1,
  });
});

test.each([
  '{ found }',
  '{ found(sort: NAME, filter: { name: "a" }) }',
  '{ found(secret: null) }',
  'query ($v: String) { found(filter: { name: $v }) }',
])('a field that only could be given one is not: %s', async (query) => {
  const graph = await search();
  expect(await graph.ask(query)).toEqual({ data: { found: 1 } });
});
