import { expect, test } from 'vitest';
import { type ServedGraph, shareGraph } from '../kit/serve-graph.ts';

const serveSearch = shareGraph({
  search: {
    typeDefs: `
      type Query { search(text: String, limit: Int = 10, filter: Filter): Hit echo(text: String): String }
      input Filter { tags: [String!] nested: Filter deep: Int = 5 }
      type Hit @key(fields: "id") { id: ID! arguments: String }
    `,
    resolvers: {
      Query: {
        search: (_source, args) => ({ id: '1', arguments: JSON.stringify(args) }),
        echo: (_source, args) => JSON.stringify(args),
      },
    },
  },
  scores: {
    typeDefs: `
      type Query { top(text: String): String }
      type Hit @key(fields: "id") { id: ID! score(weight: Int = 2, unit: String): String }
    `,
    resolvers: {
      Query: { top: (_source, args) => JSON.stringify(args) },
      Hit: { __resolveReference: ({ id }) => ({ id }), score: (_source, args) => JSON.stringify(args) },
    },
  },
});

function sent(graph: ServedGraph, subgraph: string): unknown {
  return graph.subgraph(subgraph).requests.at(-1)?.variables;
}

/** Returns the line and column, counted from one, of the first occurrence of a text in a document. */
function locate(document: string, text: string): { readonly line: number; readonly column: number } {
  const before = document.slice(0, document.indexOf(text)).split('\n');
  return { line: before.length, column: (before.at(-1)?.length ?? 0) + 1 };
}

const SEARCH = `
  query ($text: String, $limit: Int, $weight: Int) {
    search(text: $text, limit: $limit) { arguments score(weight: $weight) }
  }
`;

test('a subgraph gets only the variables that its operation uses', async () => {
  const graph = await serveSearch();
  expect(await graph.execute(SEARCH, { text: 'a', limit: 1, weight: 7 })).toEqual({
    data: { search: { arguments: '{"text":"a","limit":1}', score: '{"weight":7}' } },
  });
  expect(sent(graph, 'search')).toEqual({ text: 'a', limit: 1 });
  expect(sent(graph, 'scores')).toEqual({ representations: [{ __typename: 'Hit', id: '1' }], weight: 7 });
});

test('a variable that was not given is not sent, so that the default of the argument holds', async () => {
  const graph = await serveSearch();
  expect(await graph.execute(SEARCH, {})).toEqual({
    data: { search: { arguments: '{"limit":10}', score: '{"weight":2}' } },
  });
  expect(sent(graph, 'search')).toEqual({});
  expect(sent(graph, 'scores')).toEqual({ representations: [{ __typename: 'Hit', id: '1' }] });
});

test('a null is sent as a null and is not the default', async () => {
  const graph = await serveSearch();
  expect(await graph.execute(SEARCH, { text: null, limit: null, weight: null })).toEqual({
    data: { search: { arguments: '{"text":null,"limit":null}', score: '{"weight":null}' } },
  });
  expect(sent(graph, 'search')).toEqual({ text: null, limit: null });
});

test("the operation's default takes the place of a variable that was not given", async () => {
  const graph = await serveSearch();
  const query =
    'query ($text: String = "all", $weight: Int = 9) { search(text: $text) { arguments score(weight: $weight) } }';
  expect(await graph.execute(query)).toEqual({
    data: { search: { arguments: '{"text":"all","limit":10}', score: '{"weight":9}' } },
  });
  expect(await graph.execute(query, { text: null, weight: 1 })).toEqual({
    data: { search: { arguments: '{"text":null,"limit":10}', score: '{"weight":1}' } },
  });
});

test('input objects are passed with their lists, nulls and omitted fields', async () => {
  const graph = await serveSearch();
  const query =
    'query ($filter: Filter, $tag: String!) { a: search(filter: $filter) { arguments } b: search(filter: { tags: [$tag], nested: { deep: null } }) { arguments } }';
  const filter = { tags: 'one', nested: { tags: null } };
  expect(await graph.execute(query, { filter, tag: 't' })).toEqual({
    data: {
      a: {
        arguments: '{"limit":10,"filter":{"tags":["one"],"nested":{"tags":null,"deep":5},"deep":5}}',
      },
      b: { arguments: '{"limit":10,"filter":{"tags":["t"],"nested":{"deep":null},"deep":5}}' },
    },
  });
});

test.for([
  [{ limit: 'many' }, 'Int cannot represent'],
  [{ limit: 1.5 }, 'Int cannot represent'],
  [{ text: { a: 1 } }, 'String cannot represent'],
] as const)(
  'a variable that does not fit its type (%j) gives an error, no data and no request',
  async ([variables, message]) => {
    const graph = await serveSearch();
    const { data, errors } = await graph.execute(SEARCH, variables);
    expect(data).toBeUndefined();
    expect(errors).toHaveLength(1);
    expect(errors?.[0]?.message).toContain(message);
    const [name] = Object.keys(variables);
    expect(errors?.[0]?.locations).toEqual([locate(SEARCH, `$${name}:`)]);
    expect(graph.subgraph('search').requests).toEqual([]);
  },
);

test('a missing variable of a non-null type gives an error, no data and no request', async () => {
  const graph = await serveSearch();
  const { data, errors } = await graph.execute('query ($text: String!) { echo(text: $text) }', {});
  expect(data).toBeUndefined();
  expect(errors).toMatchObject([
    {
      message: expect.stringContaining('"$text"'),
      locations: [{ line: 1, column: 8 }],
      extensions: { code: 'BAD_USER_INPUT' },
    },
  ]);
  expect(graph.subgraph('search').requests).toEqual([]);
});

test('a null for a non-null variable gives an error, although the variable has a default', async () => {
  const graph = await serveSearch();
  const query = 'query ($text: String! = "all") { echo(text: $text) }';
  expect(await graph.execute(query)).toEqual({ data: { echo: '{"text":"all"}' } });
  const { errors } = await graph.execute(query, { text: null });
  expect(errors).toMatchObject([{ extensions: { code: 'BAD_USER_INPUT' } }]);
});

test('a variable named like that of entity fetches does not conflict with it', async () => {
  const graph = await serveSearch();
  const query = 'query ($representations: Int) { search { arguments score(weight: $representations) } }';
  expect(await graph.execute(query, { representations: 4 })).toEqual({
    data: { search: { arguments: '{"limit":10}', score: '{"weight":4}' } },
  });
});

test('two operations of one document are selected by name and have their own variables', async () => {
  const graph = await serveSearch();
  const query = 'query A($text: String) { echo(text: $text) } query B($text: String) { top(text: $text) }';
  expect(await graph.execute(query, { text: 'x' }, { operationName: 'B' })).toEqual({
    data: { top: '{"text":"x"}' },
  });
  expect(await graph.execute(query, { text: 'y' }, { operationName: 'A' })).toEqual({
    data: { echo: '{"text":"y"}' },
  });
});
