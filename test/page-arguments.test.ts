import { writeCursor } from '@supergraph/service-kit/pagination/cursor.ts';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { userId } from './graph/people.ts';
import { shareTestGraph } from './graph/shared-graph.ts';
import type { TestGraph } from './graph/test-graph.ts';

let graph: TestGraph;

beforeAll(async () => {
  graph = await shareTestGraph();
});

afterAll(() => graph.stop());

const fields =
  '{ nodes { __typename } pageInfo { hasNextPage hasPreviousPage startCursor endCursor } totalCount }';
const lists: Readonly<Record<string, (args: string) => string>> = {
  users: (args) => `{ list: users${args} ${fields} }`,
  'users by spending': (args) =>
    `{ list: users${args.replace(')', ', orderBy: SPENT_DESC)') || '(orderBy: SPENT_DESC)'} ${fields} }`,
  orders: (args) => `{ list: orders${args} ${fields} }`,
  'orders of a user': (args) => `{ me { list: orders${args} ${fields} } }`,
  products: (args) => `{ list: products${args} ${fields} }`,
};
const names = Object.keys(lists);

async function list(name: string, args: string) {
  const { data, errors } = await graph.ask(lists[name]?.(args) ?? '');
  return { page: data?.me?.list ?? data?.list, errors };
}

/** Returns the cursor of the first item of a list. */
async function cursorOf(name: string): Promise<string> {
  return (await list(name, '(first: 1)')).page.pageInfo.startCursor;
}

test.each(names)('%s: an empty page still reports that there is more', async (name) => {
  const { page, errors } = await list(name, '(first: 0)');
  expect(errors).toEqual([]);
  expect(page).toMatchObject({
    nodes: [],
    pageInfo: { hasNextPage: true, hasPreviousPage: false, startCursor: null, endCursor: null },
  });
});

test.each(names)('%s: without "first", or with null, a page has 20 items', async (name) => {
  for (const args of ['', '(first: null, after: null)']) {
    const { page, errors } = await list(name, args);
    expect(errors).toEqual([]);
    expect(page.nodes).toHaveLength(Math.min(20, page.totalCount));
  }
});

test.each(names)('%s: a page may have 100 items', async (name) => {
  const { page, errors } = await list(name, '(first: 100)');
  expect(errors).toEqual([]);
  expect(page.nodes).toHaveLength(Math.min(100, page.totalCount));
});

test.each(names)('%s: more than 100 is refused, naming the limit', async (name) => {
  for (const first of [101, 1_000]) {
    const { errors } = await list(name, `(first: ${first})`);
    expect(errors).toMatchObject([
      { message: `"first" must be at most 100, but is ${first}.`, extensions: { code: 'LIMIT_EXCEEDED' } },
    ]);
  }
});

test.each(names)('%s: a negative "first" is refused', async (name) => {
  const { errors } = await list(name, '(first: -1)');
  expect(errors).toMatchObject([
    { message: '"first" must not be negative, but is -1.', extensions: { code: 'BAD_USER_INPUT' } },
  ]);
});

test.each(names)('%s: pageInfo describes the position of the page', async (name) => {
  const begin = await list(name, '(first: 1)');
  expect(begin.page.pageInfo).toMatchObject({ hasNextPage: true, hasPreviousPage: false });
  expect(begin.page.pageInfo.startCursor).toBe(begin.page.pageInfo.endCursor);
  const { totalCount } = begin.page;
  const rest = await list(name, `(first: 100, after: "${begin.page.pageInfo.endCursor}")`);
  expect(rest.errors).toEqual([]);
  expect(rest.page.nodes).toHaveLength(Math.min(100, totalCount - 1));
  expect(rest.page.totalCount).toBe(totalCount);
  expect(rest.page.pageInfo).toMatchObject({ hasNextPage: totalCount > 101, hasPreviousPage: true });
});

test('the page after the last item is empty', async () => {
  const { page } = await list('products', '(first: 100)');
  const end = await list('products', `(first: 5, after: "${page.pageInfo.endCursor}")`);
  expect(end.errors).toEqual([]);
  expect(end.page).toMatchObject({
    nodes: [],
    pageInfo: { hasNextPage: false, hasPreviousPage: true, startCursor: null, endCursor: null },
  });
});

test.each(names)('%s: a cursor of another list, or a modified one, is refused', async (name) => {
  const others = names.filter((other) => other !== name);
  const own = await cursorOf(name);
  const [sum, ...keys] = JSON.parse(Buffer.from(own, 'base64url').toString('utf8'));
  const written = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const cursors = [
    ...(await Promise.all(others.map(cursorOf))),
    own.slice(0, -3),
    `${own}x`,
    `${own}!`,
    ` ${own}`,
    Buffer.from(JSON.stringify([sum, ...keys], null, 1)).toString('base64url'),
    written([sum, ...keys.slice(0, -1), userId(3)]),
    written([sum, keys]),
    written([]),
    written({ sum, keys }),
    written(null),
    '',
    'garbage',
    'bm90IEpTT04',
    '\\u0000',
    'x'.repeat(5_000),
  ];
  for (const cursor of cursors) {
    const { page, errors } = await list(name, `(after: "${cursor}")`);
    expect(page ?? null, cursor).toBeNull();
    expect(errors, cursor).toMatchObject([
      {
        message: '"after" must be an unchanged cursor from this list.',
        extensions: { code: 'BAD_USER_INPUT' },
      },
    ]);
  }
});

test.each([
  ['users', ['0000-01-01T00:00:00.000Z', userId(1)]],
  ['orders', ['2026-02-31T00:00:00.000Z', userId(1)]],
  ['orders', ['2026-02-01T00:00:00.000Z', 'nonsense']],
  ['products', ['NUL\u0000']],
])('%s: a forged cursor with a correct checksum is refused or gives a page: %j', async (name, keys) => {
  const { page, errors } = await list(name, `(after: "${writeCursor(name, keys)}")`);
  if (errors.length === 0) expect(page.pageInfo.hasPreviousPage).toBe(true);
  else expect(errors).toMatchObject([{ extensions: { code: 'BAD_USER_INPUT' } }]);
});

test("a cursor of one user's orders is refused for another's", async () => {
  const query = (id: string, after: string) =>
    `{ user(id: "${id}") { orders(first: 1, after: ${after}) { pageInfo { endCursor } } } }`;
  const { data } = await graph.ask(query(userId(2), 'null'));
  const cursor = JSON.stringify(data.user.orders.pageInfo.endCursor);
  expect((await graph.ask(query(userId(2), cursor))).errors).toEqual([]);
  const other = await graph.ask(query(userId(5), cursor));
  expect(other.data.user.orders).toBeNull();
  expect(other.errors).toMatchObject([{ extensions: { code: 'BAD_USER_INPUT' } }]);
});
