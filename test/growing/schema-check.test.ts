import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { copyTree, type TreeCopy } from '../tree/copy-tree.ts';

const manifest = 'client/src/generated/persisted-query-manifest.json';
const users = 'subgraphs/users/schema.graphql';
const orders = 'subgraphs/orders/schema.graphql';

let tree: TreeCopy;

beforeAll(() => {
  tree = copyTree();
  writeOperations(manifest, ['query OrderList { orders { nodes { id status customer { name } } } }']);
  tree.commit('A client');
});

afterEach(() => tree.restore());

afterAll(() => tree.remove());

test('a field that a released client selects cannot be removed, and the report names the operation', async () => {
  edit(orders, / {2}"[^"\n]*"\n {2}status: OrderStatus!\n/, '', 'type Order @key');
  const { code, stdout } = await check();
  expect(stdout).toContain("Field 'status' was removed from object type 'Order'\n      OrderList (");
  expect(stdout).toContain('REFUSED');
  expect(code).toBe(1);
});

test('a field cannot be removed together with its use, since released clients still select it', async () => {
  edit(users, / {2}"[^"\n]*"\n {2}name: String!.*\n/, '', 'type User @key');
  writeOperations(manifest, ['query OrderList { orders { nodes { id } } }']);
  expect((await check()).code).toBe(1);
});

test('a field that no operation selects can be removed, and the report calls the change breaking', async () => {
  edit(users, / {2}"[^"\n]*"\n {2}updatedAt: DateTime!\n/, '', 'type User @key');
  const { code, stdout } = await check();
  expect(stdout).toContain(
    "Breaking, but no known operation depends on it\n  - Field 'updatedAt' was removed from object type 'User'",
  );
  expect(stdout).toContain('ACCEPTED');
  expect(code).toBe(0);
});

test('an argument that becomes required breaks operations without it', async () => {
  edit(orders, /(\n {2}orders\([^)]*?)first: Int = 20/, '$1first: Int!', 'type Query');
  const { code, stdout } = await check();
  expect(stdout).toContain(
    'Field "orders" argument "first" of type "Int!" is required, but it was not provided.',
  );
  expect(code).toBe(1);
});

test('a value of an enum that an operation uses cannot be removed', async () => {
  edit(orders, / {2}"[^"\n]*"\n {2}DELIVERED\n/, '', 'enum OrderStatus');
  expect((await check()).stdout).toContain(
    "Enum value 'DELIVERED' was removed from enum 'OrderStatus'\n      OrderList",
  );
});

test('a required field added to an input breaks the operations that take such an input', async () => {
  writeOperations('recorded.json', [
    'mutation Place($input: PlaceOrderInput!) { placeOrder(input: $input) { __typename } }',
  ]);
  edit(orders, 'input PlaceOrderInput {', 'input PlaceOrderInput {\n  "Where to."\n  address: String!');
  const { code, stdout } = await check('--operations', join(tree.folder, 'recorded.json'));
  expect(stdout).toContain('Place (');
  expect(code).toBe(1);
});

test('deprecated fields in use are reported, with the number of recorded requests', async () => {
  edit(users, 'name: String!', 'name: String! @deprecated(reason: "Use displayName.")', 'type User @key');
  writeJson('recorded.json', { operations: [{ name: 'Me', body: 'query Me { me { name } }', count: 7 }] });
  const { code, stdout } = await check('--operations', join(tree.folder, 'recorded.json'));
  expect(stdout).toContain(
    'recorded.json, asked 7 times)\n      The field User.name is deprecated. Use displayName.',
  );
  expect(code).toBe(0);
});

test('a change in the number of fetches of an operation is reported', async () => {
  expect((await check()).stdout).not.toContain('Fetches of an operation');
  edit(orders, '\n  orders(', '\n  name: String! @shareable\n\n  orders(', 'type User @key');
  edit(users, 'name: String!', 'name: String! @shareable', 'type User @key');
  const { code, stdout } = await check();
  expect(stdout).toContain('2 before (orders, users), 1 after (orders)');
  expect(code).toBe(0);
});

test('subgraphs that do not compose are refused, with the code and the place', async () => {
  edit(users, 'status: UserStatus!', 'status: Nothing!');
  const { code, stdout } = await check();
  expect(stdout).toMatch(/REFUSED: .*\n.*Nothing.*users\/schema\.graphql/);
  expect(code).toBe(1);
});

test('a field that a contract begins to hide breaks operations of its clients only', async () => {
  const name = / {2}name: String!.*\n/;
  edit(users, name, '  name: String! @tag(name: "internal")\n', 'type User @key');
  const { code, stdout } = await check();
  const [whole, partner] = stdout.split('Contract partner\n');
  expect(whole).toContain('ACCEPTED');
  expect(partner).toContain("Field 'name' was removed from object type 'User'\n      OrderList (");
  expect(partner).toContain('REFUSED');
  expect(code).toBe(1);
});

test('a field that a contract newly shows is listed for it', async () => {
  edit(users, 'email: EmailAddress @tag(name: "internal")', 'email: EmailAddress', 'type User @key');
  const { code, stdout } = await check();
  const [whole, partner] = stdout.split('Contract partner\n');
  expect(whole).not.toContain('email');
  expect(partner).toContain("Field 'email' was added to object type 'User'");
  expect(code).toBe(0);
});

test('a contract that hides too much is refused, with the element', async () => {
  edit(users, 'me: User', 'me: User @tag(name: "internal")');
  edit(orders, 'PlaceOrderInput {', 'PlaceOrderInput {\n  "Note."\n  note: String! @tag(name: "internal")');
  const { code, stdout } = await check();
  expect(stdout).toMatch(/REFUSED: .*\n.*\[contract partner\] .*PlaceOrderInput\.note/);
  expect(code).toBe(1);
});

test('a change of an event that breaks its consumers is refused, with the event and the field', async () => {
  edit('schema/events/users.json', '"required": ["status"]', '"required": []');
  const { code, stdout } = await check();
  expect(stdout).toMatch(/Breaks consumers of events\n.*users\.user-deactivated\.v1.*status may be absent/s);
  expect(stdout.trimEnd()).toMatch(/REFUSED: consumers of events would break$/);
  expect(code).toBe(1);
  const report: unknown = JSON.parse((await check('--json')).stdout);
  expect(report).toMatchObject({
    accepted: false,
    events: expect.arrayContaining([expect.stringContaining('status')]),
  });
});

test('a new event, and a new field of an event, are accepted', async () => {
  edit(
    'schema/events/users.json',
    '"properties": {',
    '"properties": {\n "note": { "description": "A note.", "type": "string" },',
  );
  edit(
    'schema/events/users.json',
    '"$defs": {',
    '"$defs": {\n "user-noted.v1": { "description": "A note.", "$ref": "#/$defs/user" },',
  );
  const { code, stdout } = await check();
  expect(stdout).toContain('ACCEPTED');
  expect(stdout).not.toContain('events');
  expect(code).toBe(0);
});

test('the verdict is available as JSON', async () => {
  edit(users, / {2}"[^"\n]*"\n {2}updatedAt: DateTime!\n/, '', 'type User @key');
  const report: unknown = JSON.parse((await check('--json')).stdout);
  expect(report).toMatchObject({
    against: 'HEAD',
    accepted: true,
    composition: [],
    breaking: [{ coordinate: 'User.updatedAt', breaks: [] }],
    operations: 1,
  });
});

test('a file with an older supergraph can be compared with as well as a revision', async () => {
  writeFileSync(
    join(tree.folder, 'old.graphql'),
    readFileSync(join(tree.folder, 'schema/supergraph.graphql')),
  );
  expect((await check('--against', join(tree.folder, 'old.graphql'))).code).toBe(0);
});

test.each([
  [['--against', 'no-such-branch'], '--against must name a file, or a git revision'],
  [['--against', '--output=x'], 'schema:check takes'],
  [['--operations', 'nowhere.json'], '--operations must name readable files, but is "nowhere.json"'],
  [['--operations', 'package.json'], 'package.json must be a manifest'],
  [['--operations', 'README.md'], 'README.md must be JSON'],
  [['--agianst', 'main'], 'schema:check takes [--against'],
])('a change that cannot be checked is an error, not a verdict: %j', async (args, message) => {
  const { code, stderr, stdout } = await check(...args);
  expect(stderr).toContain(message);
  expect(stdout).toBe('');
  expect(code).toBe(2);
});

function check(...args: readonly string[]) {
  return tree.run('schema/src/check.ts', args);
}

function edit(path: string, found: string | RegExp, replacement: string, after = ''): void {
  const file = join(tree.folder, path);
  const text = readFileSync(file, 'utf8');
  const from = text.indexOf(after);
  const edited = text.slice(0, from) + text.slice(from).replace(found, replacement);
  expect(edited).not.toBe(text);
  writeFileSync(file, edited);
}

function writeOperations(path: string, texts: readonly string[]): void {
  writeJson(path, { operations: texts.map((body) => ({ body })) });
}

function writeJson(path: string, content: unknown): void {
  const file = join(tree.folder, path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, JSON.stringify(content));
}
