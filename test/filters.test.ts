import { afterAll, beforeAll, expect, test } from 'vitest';
import { userId } from './graph/people.ts';
import { startTestGraph, type TestGraph } from './graph/test-graph.ts';

let graph: TestGraph;

beforeAll(async () => {
  graph = await startTestGraph();
  await graph.users.sql(
    `insert into users (email, name) values
     ('hundred@rare.example', '100% Émile'), ('under_score@rare.example', 'Back\\slash'), ('plain@rare.example', 'Percy')`,
  );
});

afterAll(() => graph.stop());

/** Returns the addresses that a search finds, sorted, and checks that the count agrees. */
async function search(text: string): Promise<readonly string[]> {
  const { data, errors } = await graph.ask(
    'query ($search: String!) { users(first: 100, filter: { search: $search }) { nodes { email } totalCount } }',
    { variables: { search: text } },
  );
  expect(errors).toEqual([]);
  expect(data.users.totalCount).toBe(data.users.nodes.length);
  return data.users.nodes.map(({ email }: { email: string }) => email).sort();
}

test.each<[what: string, text: string, found: readonly string[]]>([
  ['a part of a name', 'Percy', ['plain@rare.example']],
  [
    'a part of an address',
    '@rare.example',
    ['hundred@rare.example', 'plain@rare.example', 'under_score@rare.example'],
  ],
  ['another case', 'pERCY', ['plain@rare.example']],
  ['another case of an address', 'PLAIN@RARE', ['plain@rare.example']],
  ['another case beyond ASCII', 'ÉMILE', ['hundred@rare.example']],
  ['a percent sign, which is only itself', '%', ['hundred@rare.example']],
  ['an underscore, which is only itself', '_', ['under_score@rare.example']],
  ['a backslash', '\\', ['under_score@rare.example']],
  ['a quote', "'", []],
  ['the end of a name and the beginning of the address beside it', 'Percy plain', []],
])('a search for %s finds the texts that contain it', async (_, text, found) => {
  expect(await search(text)).toEqual(found);
});

test('a user is found once, by name or address', async () => {
  const found = await search('tanaka');
  expect(new Set(found).size).toBe(found.length);
  expect(found.length).toBeGreaterThan(1);
});

test.each([
  ['an empty text', ''],
  ['a text of 101 characters', 'x'.repeat(101)],
  ['the character NUL', 'a\u0000'],
  ['half of a surrogate pair', 'a\ud800'],
])('a search for %s is refused by the name of the argument', async (_, text) => {
  const { data, errors } = await graph.ask(
    'query ($s: String!) { users(filter: { search: $s }) { totalCount } }',
    {
      variables: { s: text },
    },
  );
  expect(data).toBeNull();
  expect(errors).toMatchObject([
    { message: expect.stringContaining('"search" must'), extensions: { code: 'BAD_USER_INPUT' } },
  ]);
});

test('users can be filtered by status, together with a search', async () => {
  await graph.users.sql("update users set status = 'DEACTIVATED' where email = 'plain@rare.example'");
  const { data, errors } = await graph.ask(`{
    deactivated: users(filter: { status: DEACTIVATED }) { nodes { email } totalCount }
    rest: users(first: 100, filter: { status: ACTIVE, search: "@rare.example" }) { nodes { email } totalCount }
    all: users(filter: { status: null, search: null }) { totalCount }
  }`);
  expect(errors).toEqual([]);
  expect(data.deactivated).toEqual({ nodes: [{ email: 'plain@rare.example' }], totalCount: 1 });
  expect(data.rest.totalCount).toBe(2);
  expect(data.all.totalCount).toBe(63);
});

test('orders can be filtered by status and customer, and both must hold', async () => {
  const { data, errors } = await graph.ask(`{
    both: orders(first: 100, filter: { status: DELIVERED, customerId: "${userId(2).toUpperCase()}" }) { nodes { id } totalCount }
    status: orders(first: 100, filter: { status: DELIVERED }) { nodes { status } totalCount }
    all: orders(filter: {}) { totalCount }
  }`);
  expect(errors).toEqual([]);
  const both = await graph.orders.sql(
    "select id from orders where status = 'DELIVERED' and customer_id = $1 order by placed_at desc, id desc",
    [userId(2)],
  );
  expect(both.length).toBeGreaterThan(0);
  expect(data.both).toEqual({ nodes: both, totalCount: both.length });
  expect(data.status.nodes.every(({ status }: { status: string }) => status === 'DELIVERED')).toBe(true);
  expect(data.all.totalCount).toBe(180);
});

test.each(['', 'nonsense', `${userId(2)} `, 'a\u0000b'])(
  'the malformed customer id %j is refused, not ignored',
  async (id) => {
    const { data, errors } = await graph.ask(
      'query ($id: ID) { orders(filter: { customerId: $id }) { totalCount } }',
      {
        variables: { id },
      },
    );
    expect(data).toBeNull();
    expect(errors).toMatchObject([
      {
        message: expect.stringContaining('"customerId" must be a UUID'),
        extensions: { code: 'BAD_USER_INPUT' },
      },
    ]);
  },
);

test('differently filtered lists of one user do not affect each other', async () => {
  const { data, errors } = await graph.ask(`{
    users(first: 60) {
      nodes {
        id
        first: orders(first: 1) { nodes { id } }
        all: orders(first: 100) { nodes { id status } totalCount }
        paid: orders(first: 100, status: PAID) { nodes { id } totalCount }
      }
    }
  }`);
  expect(errors).toEqual([]);
  for (const { first, all, paid } of data.users.nodes) {
    expect(first.nodes.map(({ id }: { id: string }) => id)).toEqual(
      all.nodes.slice(0, 1).map(({ id }: { id: string }) => id),
    );
    expect(paid.nodes.map(({ id }: { id: string }) => id)).toEqual(
      all.nodes
        .filter(({ status }: { status: string }) => status === 'PAID')
        .map(({ id }: { id: string }) => id),
    );
    expect([all.totalCount, paid.totalCount]).toEqual([all.nodes.length, paid.nodes.length]);
  }
});
