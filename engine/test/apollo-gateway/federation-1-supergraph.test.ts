import { expect, test } from 'vitest';
import { createGateway } from '../../src/index.ts';
import { startServer } from '../kit/start-server.ts';

/** A supergraph as @apollo/federation composed it, with @core instead of @link and an owner for each type. */
const SUPERGRAPH = `
  schema @core(feature: "https://specs.apollo.dev/core/v0.2")
    @core(feature: "https://specs.apollo.dev/join/v0.1", for: EXECUTION) { query: Query }
  directive @core(as: String, feature: String!, for: core__Purpose) repeatable on SCHEMA
  directive @join__field(graph: join__Graph, provides: join__FieldSet, requires: join__FieldSet) on FIELD_DEFINITION
  directive @join__graph(name: String!, url: String!) on ENUM_VALUE
  directive @join__owner(graph: join__Graph!) on INTERFACE | OBJECT
  directive @join__type(graph: join__Graph!, key: join__FieldSet) repeatable on INTERFACE | OBJECT
  enum core__Purpose { EXECUTION SECURITY }
  scalar join__FieldSet
  enum join__Graph {
    USERS @join__graph(name: "users", url: "http://users.invalid/")
    ORDERS @join__graph(name: "orders", url: "http://orders.invalid/")
  }
  type Query { me: User @join__field(graph: USERS) }
  type User
    @join__owner(graph: USERS) @join__type(graph: USERS, key: "id") @join__type(graph: ORDERS, key: "id") {
    id: ID! @join__field(graph: USERS)
    email: String @join__field(graph: USERS)
    spent: Int @join__field(graph: ORDERS, requires: "email")
  }
`;

test('a supergraph that was composed by Federation 1 is served', async () => {
  const asked: unknown[] = [];
  const execute = await startServer(
    createGateway({
      supergraphSdl: SUPERGRAPH,
      createSubgraph: ({ name }) => ({
        async execute({ variables }) {
          asked.push({ name, ...variables });
          return name === 'users'
            ? { data: { me: { __typename: 'User', id: '1', email: 'ada@example.org' } } }
            : { data: { _entities: [{ spent: 5 }] } };
        },
      }),
    }),
  );
  expect(await execute('{ me { spent } }')).toEqual({ data: { me: { spent: 5 } } });
  const representations = [{ __typename: 'User', id: '1', email: 'ada@example.org' }];
  expect(asked).toEqual([{ name: 'users' }, { name: 'orders', representations }]);
});
