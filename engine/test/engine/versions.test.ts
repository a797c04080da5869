import type { GraphQLSchema } from 'graphql';
import { expect, test } from 'vitest';
import { createLocalSubgraph, noClient, type ServedVersion } from '../../src/index.ts';
import { startEngine } from '../kit/start-engine.ts';
import { createSubgraphSchema } from '../kit/subgraph-definition.ts';

const answering = (text: string) => ({
  typeDefs: 'type Query { old: String kept: String }',
  resolvers: { Query: { old: () => text, kept: () => text } },
});
const without = { typeDefs: 'type Query { kept: String }', resolvers: { Query: { kept: () => 'new' } } };

test('listeners receive the current version and each later one, until they unsubscribe', async () => {
  const { engine, change } = await startEngine({ a: answering('old') });
  const followed: ServedVersion[] = [];
  const end = engine.onVersion((version) => followed.push(version));
  await change({ a: without });
  end();
  await change({ a: answering('again') });
  expect(followed.map(({ apiSchema }) => Object.keys(apiSchema.getQueryType()?.getFields() ?? {}))).toEqual([
    ['old', 'kept'],
    ['kept'],
  ]);
  expect(followed[0]?.supergraphSdl).toContain('old: String');
  expect(engine.status().serving?.id).toMatch(/^[0-9a-f]{16}$/);
});

test('a prepared operation is executed on its version, and a new one on the version in use', async () => {
  const { engine, execute, change } = await startEngine({ a: answering('old') });
  const prepared = await engine.prepare({ text: '{ old }', client: noClient });
  await change({ a: without });
  expect(await execute('{ old }')).toMatchObject({ refusals: [{ code: 'GRAPHQL_VALIDATION_FAILED' }] });
  if (prepared.kind === 'refused') throw new Error('The operation must be prepared');
  expect(await engine.execute(prepared)).toMatchObject({ data: { old: 'old' } });
});

test('a request may name the version under which it arrived', async () => {
  const { engine, change } = await startEngine({ a: answering('old') });
  const schemas: GraphQLSchema[] = [];
  engine.onVersion(({ apiSchema }) => schemas.push(apiSchema));
  await change({ a: without });
  const [schema] = schemas;
  if (schema === undefined) throw new Error('A loaded engine has a version');
  const prepared = await engine.prepare({ text: '{ old }', schema, client: noClient });
  if (prepared.kind === 'refused') throw new Error('The operation must be prepared');
  expect(await engine.execute(prepared)).toMatchObject({ data: { old: 'old' } });
});

test('the clients of a removed subgraph close when the last operation that holds its version is released', async () => {
  const closed: string[] = [];
  const b = { typeDefs: 'type Query { b: String }', resolvers: { Query: { b: () => 'b' } } };
  const definitions = { a: answering('old'), b };
  const { engine, change } = await startEngine(definitions, {
    createSubgraph: ({ name }) => ({
      ...createLocalSubgraph({ schema: createSubgraphSchema(name === 'a' ? definitions.a : b) }),
      close: async () => void closed.push(name),
    }),
  });
  const prepared = await engine.prepare({ text: '{ b }', client: noClient });
  if (prepared.kind === 'refused') throw new Error('The operation must be prepared');
  await change({ a: definitions.a });
  expect(closed).toEqual([]);
  prepared.release();
  prepared.release();
  expect(closed).toEqual(['b']);
});
