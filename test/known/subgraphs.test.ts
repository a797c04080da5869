import { ApolloServer } from '@apollo/server';
import {
  ApolloServerPluginCacheControlDisabled,
  ApolloServerPluginInlineTraceDisabled,
} from '@apollo/server/plugin/disabled';
import { apolloServerOptions } from '@supergraph/service-kit/apollo-server-options.ts';
import { createErrorMask, ExpectedError } from '@supergraph/service-kit/errors.ts';
import { createLog } from '@supergraph/service-kit/log.ts';
import { createSchemaGateway } from '@supergraph/service-kit/subgraph/schema-gateway.ts';
import { createSubgraphSchema } from '@supergraph/service-kit/subgraph/subgraph-schema.ts';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { serve, startWay, type Way } from './two-ways.ts';

const sdl = `
  extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key"])
  type Query { one(id: ID!, n: Int = 1): Item, required: Item!, plain: String }
  type Mutation { change(id: ID!): Item }
  type Item @key(fields: "id") { id: ID!, name: String, total: Int! }
`;
const item = (id: string) => ({ id, name: `name of ${id}`, total: 3 });
const schema = createSubgraphSchema(sdl, {
  Query: {
    one: (_: unknown, { id }: { id: string }) => item(id),
    required: () => {
      throw new Error('secret');
    },
    plain: () => {
      throw new ExpectedError('NOT_FOUND', 'Not found.');
    },
  },
  Mutation: { change: (_: unknown, { id }: { id: string }) => ({ ...item(id), total: null }) },
  Item: {
    __resolveReference: ({ id }: { id: string }) => {
      if (id === 'bad') throw new Error('secret');
      return id === 'none' ? null : item(id);
    },
  },
});

const entities =
  'query($representations: [_Any!]!) { _entities(representations: $representations) { ... on Item { name } } }';
const representations = (...ids: readonly string[]) => ({
  query: entities,
  variables: { representations: ids.map((id) => ({ __typename: 'Item', id })) },
});

const log = createLog({ service: 'test', mode: 'test', level: 'silent' });
let plain: Pick<Way, 'ask' | 'stop'>;
let known: Way;

beforeAll(async () => {
  plain = await serve(
    new ApolloServer({
      ...apolloServerOptions(log),
      schema,
      formatError: createErrorMask(log),
      plugins: [ApolloServerPluginCacheControlDisabled(), ApolloServerPluginInlineTraceDisabled()],
    }),
  );
  known = await startWay(createSchemaGateway(schema), [ApolloServerPluginInlineTraceDisabled()]);
});

afterAll(async () => {
  await plain.stop();
  await known.stop();
});

test.each<[string, Readonly<Record<string, unknown>>, number]>([
  ['entities', representations('1', '2'), 1],
  ['no entities', representations(), 1],
  ['entities of which one is unknown', representations('1', 'none'), 1],
  ['entities of which one fails', representations('bad', '2'), 0],
  [
    'a query',
    { query: 'query Q($id: ID!, $n: Int) { one(id: $id, n: $n) { name } }', variables: { id: '1' } },
    1,
  ],
  [
    'invalid variables',
    { query: 'query Q($id: ID!, $n: Int) { one(id: $id, n: $n) { name } }', variables: { n: 'x' } },
    0,
  ],
  ['an expected error', { query: '{ plain }' }, 0],
  ['an unexpected error', { query: '{ required { id } }' }, 0],
  ['a mutation', { query: 'mutation { change(id: "1") { name } }' }, 1],
  ['a mutation that fails', { query: 'mutation { change(id: "1") { total } }' }, 0],
  ['the schema', { query: '{ _service { sdl } }' }, 1],
  ['a subscription', { query: 'subscription { none }' }, 0],
])(
  'a subgraph has the same response as plain Apollo Server for a known operation: %s',
  async (_, body, shortcuts) => {
    // Both read the document from their stores from the second request on. Its errors have no locations then.
    await plain.ask(body);
    await known.ask(body);
    const before = known.shortcuts();
    expect(await known.ask(body)).toEqual(await plain.ask(body));
    expect(known.shortcuts() - before).toBe(shortcuts);
  },
);
