import { CompositionError, composeGraph } from '@supergraph/schema/compose-graph.ts';
import { applyContract } from '@supergraph/schema/contracts/apply-contract.ts';
import { findContracts, parseContracts } from '@supergraph/schema/contracts/read-contracts.ts';
import { buildSchema, type GraphQLSchema } from 'graphql';
import { expect, test } from 'vitest';

const link = `extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key", "@tag", "@inaccessible"])`;

function supergraphOf(sdl: string, header = link): string {
  return composeGraph([{ name: 'shop', url: 'http://shop.test/', sdl: `${header}\n${sdl}` }]).supergraphSdl;
}

/** Returns the API schema of a contract for a subgraph's schema. */
function apiOf(sdl: string, rules: object, header?: string): GraphQLSchema {
  const [contract] = parseContracts(JSON.stringify({ partner: rules }));
  if (contract === undefined) throw new Error('there must be a contract');
  return buildSchema(applyContract(supergraphOf(sdl, header), contract).apiSdl);
}

function fieldsOf(schema: GraphQLSchema, type: string): readonly string[] | undefined {
  const named = schema.getType(type);
  return named !== undefined && 'getFields' in named ? Object.keys(named.getFields()) : undefined;
}

const inner = { exclude: ['inner'] };

test('excluded fields, arguments, input fields, values and types are not in the API schema', () => {
  const api = apiOf(
    `type Query { item(id: ID!, debug: Boolean @tag(name: "inner")): Item, find(by: By): Item }
     type Item { id: ID!, cost: Int @tag(name: "inner"), state: State, secret: Secret }
     input By { name: String, cost: Int @tag(name: "inner") }
     enum State { NEW OLD @tag(name: "inner") }
     type Secret @tag(name: "inner") { text: String }`,
    inner,
  );
  expect(fieldsOf(api, 'Item')).toEqual(['id', 'state']);
  expect(
    api
      .getQueryType()
      ?.getFields()
      .item?.args.map(({ name }) => name),
  ).toEqual(['id']);
  expect(fieldsOf(api, 'By')).toEqual(['name']);
  expect(api.getType('State')).toMatchObject({ _values: [{ name: 'NEW' }] });
  expect(api.getType('Secret')).toBeUndefined();
});

test('a type without a visible field is hidden with the fields and union members of that type', () => {
  const api = apiOf(
    `type Query { a: Outer, any: Any }
     type Outer { id: ID!, hollow: Hollow, list: [Hollow!] }
     type Hollow { x: Int @tag(name: "inner"), y: Int @tag(name: "inner") }
     union Any = Outer | Hollow`,
    inner,
  );
  expect(fieldsOf(api, 'Outer')).toEqual(['id']);
  expect(api.getType('Hollow')).toBeUndefined();
  expect(api.getType('Any')?.toString()).toBe('Any');
});

test('types that only hidden fields return are hidden, and those that an interface leads to are not', () => {
  const api = apiOf(
    `type Query { node: Node, report: Report @tag(name: "inner") }
     interface Node { id: ID! }
     type Item implements Node { id: ID!, maker: Maker }
     type Maker { name: String }
     type Report { rows: [Row], filter(by: RowFilter): Int }
     type Row { text: String }
     input RowFilter { text: String }`,
    inner,
  );
  expect(['Item', 'Maker', 'Node'].every((name) => api.getType(name))).toBe(true);
  expect(['Report', 'Row', 'RowFilter'].filter((name) => api.getType(name))).toEqual([]);
});

test('with included tags a field is hidden unless it or its type has one, and exclusion wins', () => {
  const api = apiOf(
    `type Query { item: Item @tag(name: "open"), other: Int, mixed: Int @tag(name: "open") @tag(name: "inner") }
     type Mutation { change: Int }
     type Item @tag(name: "open") { id: ID!, name: String, cost: Int @tag(name: "inner") }`,
    { include: ['open'], ...inner },
  );
  expect(fieldsOf(api, 'Query')).toEqual(['item']);
  expect(fieldsOf(api, 'Item')).toEqual(['id', 'name']);
  expect(api.getMutationType()).toBeUndefined();
});

test('a hidden key stays in the supergraph, so that a gateway can still use it', () => {
  const [contract] = parseContracts(JSON.stringify({ partner: inner }));
  const sdl = supergraphOf(
    `type Query { item: Item } type Item @key(fields: "id") { id: ID! @tag(name: "inner"), name: String }`,
  );
  const { supergraphSdl, apiSdl } = applyContract(sdl, contract ?? expect.fail());
  expect(supergraphSdl).toContain('id: ID! @tag(name: "inner") @inaccessible');
  expect(supergraphSdl).toContain('@join__type(graph: SHOP, key: "id")');
  expect(apiSdl).not.toContain('id: ID!');
});

test('@tag under another name, and elements that are inaccessible already, are understood', () => {
  const renamed = link.replace('"@tag"', '{ name: "@tag", as: "@label" }');
  const api = apiOf(
    `type Query { a: Int, b: Int @label(name: "inner"), c: Int @inaccessible @label(name: "inner"), d: Int @inaccessible }`,
    inner,
    renamed,
  );
  expect(fieldsOf(api, 'Query')).toEqual(['a']);
});

test('a graph without a tag is served whole by a contract that only excludes', () => {
  const header = 'extend schema @link(url: "https://specs.apollo.dev/federation/v2.9")';
  expect(fieldsOf(apiOf('type Query { a: Int }', inner, header), 'Query')).toEqual(['a']);
});

test.each([
  ['type Query { a: Int @tag(name: "inner") }', /\[contract partner\] .*Query/],
  ['type Query { a(b: Int! @tag(name: "inner")): Int }', /\[contract partner\] .*Query\.a\(b:\)/],
  [
    'type Query { n: Node } interface Node { id: ID! } type Item implements Node { id: ID! @tag(name: "inner"), x: Int }',
    /\[contract partner\] .*Item\.id/,
  ],
])('a contract that hides too much is refused, with the element: %s', (sdl, message) => {
  expect(() => apiOf(sdl, inner)).toThrow(CompositionError);
  expect(() => apiOf(sdl, inner)).toThrow(message);
});

test.each([
  ['{', /contracts\.json: must be JSON/],
  ['[]', /must be an object from names to contracts, but is \[\]/],
  ['{ "Partner": { "exclude": ["a"] } }', /must be lower case .*"Partner"/],
  ['{ "../x": { "exclude": ["a"] } }', /must be lower case .*"\.\.\/x"/],
  ['{ "partner": { "excluded": ["a"] } }', /"include" and "exclude" only, but has "excluded"/],
  ['{ "partner": { "exclude": "a" } }', /"exclude" of partner must be a list of tags, but is "a"/],
  ['{ "partner": {} }', /partner must include or exclude at least one tag/],
])('malformed contracts are refused with the rule and the value: %s', (json, message) => {
  expect(() => parseContracts(json)).toThrow(message);
});

test('an unknown contract is refused with the names that exist', () => {
  expect(() => findContracts('nobody')).toThrow(/no contract "nobody".*partner/);
});
