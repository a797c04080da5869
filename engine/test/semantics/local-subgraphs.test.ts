import { expect, test } from 'vitest';
import { createGateway, createLocalSubgraph } from '../../src/index.ts';
import { composeSubgraphs } from '../kit/compose-subgraphs.ts';
import { startServer } from '../kit/start-server.ts';
import { createSubgraphSchema, type SubgraphDefinition } from '../kit/subgraph-definition.ts';

const USERS: SubgraphDefinition = {
  typeDefs: `
    type Query { users(first: Int = 2): [User] }
    type User @key(fields: "id") { id: ID! born: Date }
    scalar Date
  `,
  resolvers: {
    Query: {
      users: (_source, { first }) =>
        Array.from({ length: first }, (_, id) => ({ id: `${id}`, born: new Date(Date.UTC(2000 + id, 0)) })),
    },
  },
};

const ORDERS: SubgraphDefinition = {
  typeDefs: 'type User @key(fields: "id") { id: ID! viewer: String broken: Int }',
  resolvers: {
    User: {
      __resolveReference: ({ id }) => ({ id }),
      viewer: ({ id }, _args, context) => `${JSON.stringify(context)} sees ${id}`,
      broken: () => {
        throw new Error('Broken');
      },
    },
  },
};

test('subgraphs of the same process answer as those over HTTP do', async () => {
  const definitions = { users: USERS, orders: ORDERS };
  const schemas = new Map(
    Object.entries(definitions).map(([name, sdl]) => [name, createSubgraphSchema(sdl)]),
  );
  const gateway = createGateway({
    supergraphSdl: composeSubgraphs(definitions, () => 'http://nowhere.invalid/'),
    createSubgraph: ({ name }) => {
      const schema = schemas.get(name);
      if (schema === undefined) throw new Error(`Unknown subgraph ${name}`);
      return createLocalSubgraph({ schema, contextValue: { viewer: 'ada' } });
    },
  });
  const execute = await startServer(gateway);
  expect(await execute('query ($n: Int) { users(first: $n) { born viewer broken } }')).toEqual({
    data: {
      users: [
        { born: '2000-01-01T00:00:00.000Z', viewer: '{"viewer":"ada"} sees 0', broken: null },
        { born: '2001-01-01T00:00:00.000Z', viewer: '{"viewer":"ada"} sees 1', broken: null },
      ],
    },
    errors: [0, 1].map((index) => ({
      message: 'Broken',
      path: ['users', index, 'broken'],
      extensions: { code: 'DOWNSTREAM_SERVICE_ERROR', serviceName: 'orders' },
    })),
  });
});
