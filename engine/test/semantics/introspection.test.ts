import { buildClientSchema, type GraphQLNamedType, getIntrospectionQuery, isObjectType } from 'graphql';
import { expect, test } from 'vitest';
import { shareGraph } from '../kit/serve-graph.ts';

const serveUsers = shareGraph({
  users: {
    typeDefs: `
      type Query { user: User secret: Int @inaccessible }
      type Mutation { rename: User }
      type User @key(fields: "id") { id: ID! name: String hidden: Int @inaccessible }
    `,
    resolvers: {
      Query: { user: () => ({ id: '1', name: 'Ada' }) },
      Mutation: { rename: () => ({ id: '1' }) },
    },
  },
  orders: {
    typeDefs: 'type User @key(fields: "id") { id: ID! total: Int }',
    resolvers: { User: { __resolveReference: ({ id }) => ({ id, total: 5 }) } },
  },
});

function fieldNames(type: GraphQLNamedType | undefined): readonly string[] {
  return isObjectType(type) ? Object.keys(type.getFields()).sort() : [];
}

test('the whole introspection is answered from the API schema, and no subgraph is asked', async () => {
  const graph = await serveUsers();
  const { data, errors } = await graph.execute(getIntrospectionQuery());
  expect(errors).toBeUndefined();
  const schema = buildClientSchema(JSON.parse(JSON.stringify(data)));
  expect(Object.keys(schema.getQueryType()?.getFields() ?? {})).toEqual(['user']);
  expect(fieldNames(schema.getType('User'))).toEqual(['id', 'name', 'total']);
  expect(
    Object.keys(schema.getTypeMap()).filter((name) => /join__|link__|_Any|_Entity|_Service/.test(name)),
  ).toEqual([]);
  expect(graph.subgraph('users').requests).toEqual([]);
});

test('introspection, data and __typename can be combined in one answer, with aliases and variables', async () => {
  const graph = await serveUsers();
  const query = `
    query ($name: String!, $no: Boolean = false) {
      first: __typename
      type: __type(name: $name) { name kind }
      none: __type(name: "Nothing") { name }
      user { kind: __typename name total }
      __typename
      __schema @include(if: $no) { queryType { name } }
      ...Root
    }
    fragment Root on Query { again: __typename roots: __schema { mutationType { name } } }
  `;
  expect(await graph.execute(query, { name: 'User' })).toEqual({
    data: {
      first: 'Query',
      type: { name: 'User', kind: 'OBJECT' },
      none: null,
      user: { kind: 'User', name: 'Ada', total: 5 },
      __typename: 'Query',
      again: 'Query',
      roots: { mutationType: { name: 'Mutation' } },
    },
  });
});

test.for([
  ['{ __typename }', 'Query'],
  ['mutation { __typename }', 'Mutation'],
] as const)('a root __typename alone (%s) asks no subgraph', async ([query, __typename]) => {
  const graph = await serveUsers();
  expect(await graph.execute(query)).toEqual({ data: { __typename } });
  expect(graph.subgraph('users').requests).toEqual([]);
});
