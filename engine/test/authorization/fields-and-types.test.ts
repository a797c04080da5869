import { expect, test } from 'vitest';
import { link, refused, serveAccessGraph, shareAccessGraph } from './access-graph.ts';

const someone = { name: 'ada' };

const people = shareAccessGraph({
  people: {
    typeDefs: `${link}
      scalar Secret @authenticated
      enum Rank @authenticated { LOW HIGH }
      type Vault @authenticated { gold: Int }
      type Query {
        people: [Person!]
        first: Person
        me: Person @authenticated
        vault: Vault
        strict: Strict
        open: Int
      }
      type Mutation { open: Int close(hard: Boolean): Int @authenticated vault: Vault }
      type Person { name: String email: String @authenticated secret: Secret ranks: [Rank] vaults: [Vault] friend: Person }
      type Strict { name: String code: Int! @authenticated inner: Strict }
    `,
    resolvers: {
      Query: {
        people: () => [{ name: 'Ada' }, { name: 'Bo' }],
        first: () => ({ name: 'Ada', email: 'a@b.example', secret: 's', ranks: ['LOW'], friend: {} }),
        me: () => ({ name: 'Ada' }),
        vault: () => ({ gold: 1 }),
        strict: () => ({ name: 'S', code: 1, inner: { name: 'T', code: 2 } }),
        open: () => 1,
      },
      Mutation: { open: () => 1, close: () => 2, vault: () => ({ gold: 1 }) },
    },
  },
});

test('a refused field is null with an error at each of its paths, and the rest is answered', async () => {
  const graph = await people();
  const { data, errors } = await graph.ask('{ people { name email } open }');
  expect(data).toEqual({
    people: [
      { name: 'Ada', email: null },
      { name: 'Bo', email: null },
    ],
    open: 1,
  });
  expect(errors).toEqual([refused('people', 0, 'email'), refused('people', 1, 'email')]);
});

test('a refused field is not fetched', async () => {
  const graph = await people();
  await graph.ask('{ people { name email secret ranks vaults { gold } } me { name } vault { gold } }');
  expect(graph.subgraph('people').requests.map(({ query }) => query)).toEqual(['{people{name}}']);
});

test('a caller who meets the rule sees everything, without an error', async () => {
  const graph = await people();
  const { data, errors } = await graph.ask(
    '{ first { email secret ranks } me { name } vault { gold } }',
    someone,
  );
  expect(errors).toBeUndefined();
  expect(data).toEqual({
    first: { email: 'a@b.example', secret: 's', ranks: ['LOW'] },
    me: { name: 'Ada' },
    vault: { gold: 1 },
  });
});

test('a rule on an object type, a scalar or an enum protects every field that returns it', async () => {
  const graph = await people();
  const { data, errors } = await graph.ask('{ first { name secret ranks vaults { gold } } vault { gold } }');
  expect(data).toEqual({ first: { name: 'Ada', secret: null, ranks: null, vaults: null }, vault: null });
  expect(errors).toEqual([
    refused('first', 'secret'),
    refused('first', 'ranks'),
    refused('first', 'vaults'),
    refused('vault'),
  ]);
});

test('an alias, a named fragment and a fragment in a fragment hide nothing', async () => {
  const graph = await people();
  const { data, errors } = await graph.ask(`
    { first { name: email, ...a } }
    fragment a on Person { post: email ... { ...b } }
    fragment b on Person { friend { deep: email } }
  `);
  expect(data).toEqual({ first: { name: null, post: null, friend: { deep: null } } });
  expect(errors).toEqual([
    refused('first', 'name'),
    refused('first', 'post'),
    refused('first', 'friend', 'deep'),
  ]);
});

test('a refused non-null field makes its parent null, with a single error', async () => {
  const graph = await people();
  const { data, errors } = await graph.ask('{ strict { name inner { name code } } open }');
  expect(data).toEqual({ strict: { name: 'S', inner: null }, open: 1 });
  expect(errors).toEqual([refused('strict', 'inner', 'code')]);
});

test('an operation that is refused entirely sends no request', async () => {
  const graph = await people();
  const { data, errors } = await graph.ask('{ me { name } v: vault { gold } __typename }');
  expect(data).toEqual({ me: null, v: null, __typename: 'Query' });
  expect(errors).toEqual([refused('me'), refused('v')]);
  expect(graph.subgraph('people').requests).toEqual([]);
});

test('an object whose fields are all refused is still fetched', async () => {
  const graph = await people();
  const { data } = await graph.ask(
    '{ first { ...secrets } people { email } } fragment secrets on Person { email }',
  );
  expect(data).toEqual({ first: { email: null }, people: [{ email: null }, { email: null }] });
});

test('a refused mutation is not executed, and the other one in the operation is', async () => {
  const graph = await people();
  const { data, errors } = await graph.ask('mutation { open close(hard: true) vault { gold } }');
  expect(data).toEqual({ open: 1, close: null, vault: null });
  expect(errors).toEqual([refused('close'), refused('vault')]);
  expect(graph.subgraph('people').requests.map(({ query }) => query)).toEqual(['mutation{open}']);
});

test('a field that @skip or @include excludes is not refused', async () => {
  const graph = await people();
  const query = `query ($yes: Boolean!) {
    first { name email @include(if: $yes) ... @skip(if: $yes) { secret } ... f @include(if: $yes) }
  } fragment f on Person { ranks }`;
  const yes = await graph.ask(query, {}, { yes: true });
  expect(yes.data).toEqual({ first: { name: 'Ada', email: null, ranks: null } });
  expect(yes.errors).toEqual([refused('first', 'email'), refused('first', 'ranks')]);
  const no = await graph.ask(query, {}, { yes: false });
  expect(no.data).toEqual({ first: { name: 'Ada', secret: null } });
  expect(no.errors).toEqual([refused('first', 'secret')]);
  const literal = await graph.ask('{ first { name email @skip(if: true) } }');
  expect(literal).toEqual({ data: { first: { name: 'Ada' } } });
});

test('a field refused to one caller is given to another, in any order and concurrently', async () => {
  const graph = await people();
  const query = '{ first { name email } }';
  const answers = await Promise.all([{}, someone, {}, someone].map((caller) => graph.ask(query, caller)));
  const emails = answers.map(({ data }) => data?.first).map((first) => Object(first).email);
  expect(emails).toEqual([null, 'a@b.example', null, 'a@b.example']);
  expect((await graph.ask(query)).data).toEqual({ first: { name: 'Ada', email: null } });
});

test('introspection shows protected types and fields, but not their rules', async () => {
  const graph = await people();
  const { data, errors } = await graph.ask('{ __type(name: "Vault") { name fields { name } } }');
  expect(errors).toBeUndefined();
  expect(data).toEqual({ __type: { name: 'Vault', fields: [{ name: 'gold' }] } });
});

test('a rule on a root type refuses each of its fields', async () => {
  const graph = await serveAccessGraph({
    a: {
      typeDefs: `${link} type Query @authenticated { a: Int b: Int! }`,
      resolvers: { Query: { a: () => 1 } },
    },
  });
  expect(await graph.ask('{ __typename a }')).toEqual({
    data: { __typename: 'Query', a: null },
    errors: [refused('a')],
  });
  expect(await graph.ask('{ a b }')).toEqual({ data: null, errors: [refused('a'), refused('b')] });
  expect(await graph.ask('{ a }', someone)).toEqual({ data: { a: 1 } });
});

test('the number of refusals in an answer is limited', async () => {
  const graph = await serveAccessGraph(
    {
      a: {
        typeDefs: `${link} type Query { all: [Thing] } type Thing { id: ID secret: Int @authenticated }`,
        resolvers: { Query: { all: () => Array.from({ length: 100 }, (_, id) => ({ id })) } },
      },
    },
    {},
    { maxErrorsPerFetch: 3 },
  );
  const { data, errors } = await graph.ask('{ all { id secret } }');
  expect(data?.all).toHaveLength(100);
  expect(errors).toHaveLength(3);
});
