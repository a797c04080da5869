import { expect, test } from 'vitest';
import type { SubgraphFailure } from '../../src/index.ts';
import { replyJson } from '../kit/reply-json.ts';
import { type ServedGraph, serveGraph, shareGraph } from '../kit/serve-graph.ts';
import type { Interception } from '../kit/serve-subgraph.ts';

const down: Interception = (_request, response) => response.writeHead(503).end();

const DEFINITIONS = {
  a: {
    typeDefs: `
      type Query { u: U users: [U] other: Int }
      type U @key(fields: "id") { id: ID! a: Int }
    `,
    resolvers: {
      Query: { u: () => ({ id: '1' }), users: () => [{ id: '1' }, { id: '2' }], other: () => 7 },
    },
  },
  b: { typeDefs: 'type U @key(fields: "id") { id: ID! b: Int x: Int }' },
  c: { typeDefs: 'type U @key(fields: "id") { id: ID! c: Int strict: Int! }' },
  d: {
    typeDefs: `
      type U @key(fields: "id") { id: ID! b: Int @external d: Int @requires(fields: "b") e: Int }
    `,
  },
};

const serveUsers = shareGraph(DEFINITIONS);

const told = (errors: Awaited<ReturnType<ServedGraph['execute']>>['errors']): unknown[] =>
  (errors ?? []).map(({ path, extensions }) => `${path?.join('.')} ${extensions?.serviceName}`).toSorted();

test('two failed fetches for one object are both reported, each at its own field', async () => {
  const failures: SubgraphFailure[] = [];
  const graph = await serveGraph(DEFINITIONS, { onSubgraphError: (failure) => failures.push(failure) });
  for (const name of ['b', 'c']) graph.subgraph(name).intercept(down);
  const { data, errors } = await graph.execute('{ u { b c } }');
  expect(data).toEqual({ u: { b: null, c: null } });
  expect(told(errors)).toEqual(['u.b b', 'u.c c']);
  expect(failures.map(({ subgraph }) => subgraph).toSorted()).toEqual(['b', 'c']);
});

test('failed fetches for the elements of a list are reported at each element, with the client response names', async () => {
  const graph = await serveUsers();
  for (const name of ['b', 'c']) graph.subgraph(name).intercept(down);
  const { errors } = await graph.execute('{ users { one: b again: b c } }');
  const elements = [0, 1].flatMap((index) =>
    ['again b', 'c c', 'one b'].map((rest) => `users.${index}.${rest}`),
  );
  expect(told(errors)).toEqual(elements);
});

test('answers with errors and without data are failures of their subgraphs, reported at each missing field', async () => {
  const failures: SubgraphFailure[] = [];
  const graph = await serveGraph(DEFINITIONS, { onSubgraphError: (failure) => failures.push(failure) });
  const errors = [{ message: 'Closed', extensions: { code: 'CLOSED' } }];
  graph.subgraph('b').intercept(replyJson({ data: null, errors }));
  graph.subgraph('c').intercept(replyJson({ data: { _entities: null }, errors }));
  const answer = await graph.execute('{ u { b x c } other }');
  expect(answer.data).toEqual({ u: { b: null, x: null, c: null }, other: 7 });
  expect(told(answer.errors)).toEqual(['u.b b', 'u.c c', 'u.x b']);
  for (const error of answer.errors ?? [])
    expect(error).toMatchObject({ message: 'Closed', extensions: { code: 'CLOSED' } });
  expect(failures.map(({ subgraph, code }) => `${subgraph} ${code}`).toSorted()).toEqual([
    'b DOWNSTREAM_SERVICE_ERROR',
    'c DOWNSTREAM_SERVICE_ERROR',
  ]);
  for (const { cause } of failures) expect(String(cause)).toContain('Closed (CLOSED)');
});

test('an error of one subgraph at an object does not hide the failure of another one inside it', async () => {
  const graph = await serveUsers();
  const errors = [{ message: 'Stale', path: ['u'] }];
  graph.subgraph('a').intercept(replyJson({ data: { u: { __typename: 'U', id: '1' } }, errors }));
  graph.subgraph('b').intercept(down);
  const answer = await graph.execute('{ u { b } }');
  expect(told(answer.errors)).toEqual(['u a', 'u.b b']);
});

test('different errors of one subgraph at one path are all reported, equal ones once, up to the limit', async () => {
  const graph = await serveGraph(DEFINITIONS, { maxErrorsPerFetch: 3 });
  const reply = (messages: readonly string[]): Interception =>
    replyJson({
      data: { _entities: [{ __typename: 'U', b: null }] },
      errors: messages.map((message) => ({ message, path: ['_entities', 0, 'b'] })),
    });
  graph.subgraph('b').intercept(reply(['one', 'two', 'one']));
  const { errors } = await graph.execute('{ u { b } }');
  expect(errors?.map(({ message, path }) => [message, path])).toEqual([
    ['one', ['u', 'b']],
    ['two', ['u', 'b']],
  ]);
  graph.subgraph('b').intercept(reply(['one', 'two', 'three', 'four', 'five']));
  expect((await graph.execute('{ u { b } }')).errors).toHaveLength(3);
});

test('a field that depends on a failed fetch has an error that names the failed subgraph', async () => {
  const graph = await serveUsers();
  graph.subgraph('b').intercept(down);
  const { data, errors } = await graph.execute('{ u { d } }');
  expect(data).toEqual({ u: { d: null } });
  expect(told(errors)).toEqual(['u.d b']);
  const both = await graph.execute('{ u { x d } }');
  expect(told(both.errors)).toEqual(['u.d b', 'u.x b']);
});

test('a failure at a non-null field nulls its object and is reported, as is the failure of a field beside it', async () => {
  const graph = await serveUsers();
  for (const name of ['b', 'c']) graph.subgraph(name).intercept(down);
  for (const fields of ['strict b', 'b strict']) {
    const { data, errors } = await graph.execute(`{ users { ${fields} } }`);
    expect(data).toEqual({ users: [null, null] });
    expect(told(errors)).toEqual(['users.0.b b', 'users.0.strict c', 'users.1.b b', 'users.1.strict c']);
  }
});

test('a failed root fetch is reported at each of its fields', async () => {
  const graph = await serveUsers();
  graph.subgraph('a').intercept(replyJson({ data: null, errors: [{ message: 'Closed' }] }));
  const { data, errors } = await graph.execute('{ u { b } seven: other }');
  expect(data).toEqual({ u: null, seven: null });
  expect(told(errors)).toEqual(['seven a', 'u a']);
});
