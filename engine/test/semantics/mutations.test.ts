import { expect, test } from 'vitest';
import { type ServedGraph, serveGraph } from '../kit/serve-graph.ts';

interface Ledger {
  readonly graph: ServedGraph;
  readonly calls: string[];
}

async function serveLedgers(): Promise<Ledger> {
  const calls: string[] = [];
  const record = async (name: string, delayMs: number): Promise<{ id: string; name: string }> => {
    calls.push(`${name} begins`);
    await new Promise((resolve) => setTimeout(resolve, delayMs));
    calls.push(`${name} ends`);
    return { id: name, name };
  };
  const graph = await serveGraph({
    left: {
      typeDefs: `
        type Query { left: Int }
        type Mutation { left(name: String!): Entry failLeft: Entry }
        type Entry @key(fields: "id") { id: ID! name: String }
      `,
      resolvers: {
        Mutation: {
          left: (_source, { name }) => record(name, 30),
          failLeft: () => {
            calls.push('failure');
            throw new Error('No ink');
          },
        },
      },
    },
    right: {
      typeDefs: `
        type Mutation { right(name: String!): Entry }
        type Entry @key(fields: "id") { id: ID! size: Int }
      `,
      resolvers: {
        Mutation: { right: (_source, { name }) => record(name, 1) },
        Entry: { __resolveReference: ({ id }) => ({ id }), size: ({ id }) => id.length },
      },
    },
  });
  return { graph, calls };
}

test('root fields run one after the other across subgraphs', async () => {
  const { graph, calls } = await serveLedgers();
  const query = `mutation {
    a: left(name: "one") { name }
    b: right(name: "three") { size }
    c: left(name: "fourth") { name size }
    d: right(name: "fifths") { size }
  }`;
  expect(await graph.execute(query)).toEqual({
    data: { a: { name: 'one' }, b: { size: 5 }, c: { name: 'fourth', size: 6 }, d: { size: 6 } },
  });
  expect(calls).toEqual(
    ['one', 'three', 'fourth', 'fifths'].flatMap((name) => [`${name} begins`, `${name} ends`]),
  );
});

test('a mutation that failed is followed by the next one', async () => {
  const { graph, calls } = await serveLedgers();
  const query = 'mutation { a: failLeft { name } b: right(name: "two") { size } }';
  const { data, errors } = await graph.execute(query);
  expect(data).toEqual({ a: null, b: { size: 3 } });
  expect(errors).toMatchObject([{ message: 'No ink', path: ['a'], extensions: { serviceName: 'left' } }]);
  expect(calls).toEqual(['failure', 'two begins', 'two ends']);
});

test('a mutation is sent once, also when its subgraph breaks the connection', async () => {
  const { graph } = await serveLedgers();
  await graph.execute('{ left }');
  const subgraph = graph.subgraph('left');
  subgraph.requests.length = 0;
  subgraph.intercept((_request, response) => response.destroy());
  const { data, errors } = await graph.execute('mutation { left(name: "once") { name } }');
  expect(data).toEqual({ left: null });
  expect(errors).toMatchObject([{ path: ['left'], extensions: { code: 'SUBREQUEST_HTTP_ERROR' } }]);
  expect(subgraph.requests).toHaveLength(1);
});

test('a subgraph gets a mutation as a mutation', async () => {
  const { graph } = await serveLedgers();
  await graph.execute('mutation Write { left(name: "one") { name size } }');
  expect(graph.subgraph('left').requests.map(({ query }) => query)).toEqual([
    expect.stringMatching(/^mutation\b/),
  ]);
  expect(graph.subgraph('right').requests.map(({ query }) => query)).toEqual([
    expect.stringMatching(/^(query\b|\{)/),
  ]);
});
