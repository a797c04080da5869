import { readFileSync } from 'node:fs';
import { readGatewayConfig } from '@supergraph/gateway/gateway-config.ts';
import { repositoryFile } from '@supergraph/schema/registry.ts';
import {
  buildClientSchema,
  buildSchema,
  type GraphQLSchema,
  getIntrospectionQuery,
  isObjectType,
} from 'graphql';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { staff } from './graph/people.ts';
import { testEnvironment } from './graph/test-environment.ts';
import { startTestGraph, type TestGraph } from './graph/test-graph.ts';
import { connectAgent, protocolVersions } from './programs/connect-agent.ts';

const whole = readSchema('schema/api.graphql');
const visible = readSchema('schema/contracts/partner/api.graphql');
/** Names that only the whole graph has. */
const hidden = [...namesOf(whole)].filter((name) => !namesOf(visible).has(name));

/** Those that are no words of descriptions, such as "users". */
const distinct = hidden.filter((name) => !/^[a-z]+$/.test(name));

let partner: TestGraph;

beforeAll(async () => {
  const gatewayEnv = {
    CONTRACT: 'partner',
    MCP: 'on',
    REST: 'on',
    SAFELIST_MANIFEST: repositoryFile('client/src/generated/persisted-query-manifest.json'),
    DEVELOPMENT_PAGES: 'on',
    TRACE_SCOPE: 'orders:read',
    INTROSPECTION: 'on',
  };
  partner = await startTestGraph({ gatewayEnv });
});

afterAll(() => partner.stop());

test('the contract hides something of each kind that it should', () => {
  expect(hidden).toEqual(
    expect.arrayContaining(['users', 'shipOrder', 'tier', 'UserFilter', 'userChanged', 'GOLD']),
  );
});

test('the visible part is answered across services as in the whole graph', async () => {
  const { data, errors } = await partner.ask(
    '{ orders(first: 2) { nodes { id status customer { id name } } } }',
  );
  expect(errors).toEqual([]);
  expect(data.orders.nodes).toHaveLength(2);
  expect(data.orders.nodes[0].customer.name).toMatch(/./);
});

test('introspection names nothing that is hidden, in its descriptions neither', async () => {
  const { data } = await partner.ask(getIntrospectionQuery());
  expect(namesOf(buildClientSchema(data))).toEqual(namesOf(visible));
  expectNoneOf(distinct, data);
});

test.each([
  '{ users { nodes { id } } }',
  '{ me { name email } }',
  '{ me { tier } }',
  '{ me { ... on User { tier @include(if: false) } } }',
  'mutation { shipOrder(id: "1") { __typename } }',
  'subscription { userChanged(id: "1") { cursor } }',
  'query Q($filter: UserFilter) { me { id } a: __type(name: "UserFilter") { name } }',
  'fragment F on UserConnection { totalCount } query Q { me { id ...F } }',
  '{ orders { nodes { history { by { id } } } } }',
])('what is hidden is refused even to who knows its name, as if it did not exist: %s', async (query) => {
  const { data, errors } = await partner.ask(query);
  expect(data).toBeUndefined();
  expect(errors).toEqual(
    expect.arrayContaining([expect.objectContaining({ extensions: { code: 'GRAPHQL_VALIDATION_FAILED' } })]),
  );
});

test('a hidden name in __type and __typename is unknown', async () => {
  expect((await partner.ask('{ __type(name: "UserConnection") { name } }')).data).toEqual({ __type: null });
});

test.each([
  '{ user { id } }',
  '{ usrs { id } }',
  '{ me { tiers } }',
  'mutation { shipOrde(id: "1") { __typename } }',
])('a suggestion names nothing that is hidden: %s', async (query) => {
  const answer = await partner.ask(query);
  expect(answer.errors).toHaveLength(1);
  const asked: readonly string[] = query.match(/\w+/g) ?? [];
  expectNoneOf(
    hidden.filter((name) => !asked.includes(name)),
    answer,
  );
});

test('an error of a subgraph names nothing that is hidden', async () => {
  const answer = await partner.ask(
    'mutation { payOrder(id: "00000000-0000-4000-8000-000000000000") { __typename ... on Failure { message } } bad: payOrder(id: "x") { __typename } }',
  );
  expectNoneOf(hidden, answer);
});

test('agents and partners are offered only what the contract has, and told of nothing else', async () => {
  const origin = new URL(partner.url).origin;
  const token = await partner.tokenOf(staff);
  const agent = await connectAgent(origin, token, protocolVersions[0]);
  const { tools } = await agent.listTools();
  await agent.close();
  expect(tools.map(({ name }) => name)).toContain('placeOrder');
  const headers = { authorization: `Bearer ${token}` };
  const openApi = await (await fetch(`${origin}/api/openapi.json`, { headers })).json();
  expect(Object.keys(openApi.paths)).toContain('/api/placeOrder');
  const post = async (name: string) => {
    const response = await fetch(`${origin}/api/${name}`, { method: 'POST', headers });
    return `${response.status} ${await response.text()}`;
  };
  expect(await post('shipOrder')).toBe((await post('noSuchOrder')).replace('noSuchOrder', 'shipOrder'));
  const ready = await (await fetch(`${origin}/ready`)).json();
  expectNoneOf(distinct, [tools, openApi, ready]);
});

test('nobody receives a trace, whose plan names hidden fields, not even with the scope in development', async () => {
  const response = await fetch(partner.url, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      'x-show-trace': '1',
      authorization: `Bearer ${await partner.tokenOf(staff)}`,
    },
    body: JSON.stringify({ query: '{ me { name } }' }),
  });
  expect(await response.json()).toEqual({ data: { me: { name: expect.any(String) } } });
});

test('/ready names the contract', async () => {
  const ready = await (await fetch(new URL('/ready', partner.url))).json();
  expect(ready).toMatchObject({ supergraph: { contract: 'partner' } });
});

test.each([
  [{ CONTRACT: 'nobody' }, /CONTRACT: .*contracts\/nobody\/supergraph\.graphql must name a readable file/],
  [{ CONTRACT: '../partner' }, /CONTRACT must be lower case letters, digits and hyphens/],
  [
    { CONTRACT: 'partner', SUPERGRAPH: 'http://localhost:1/supergraph' },
    /CONTRACT must not be set unless SUPERGRAPH names a file/,
  ],
])('a contract that cannot be served is refused at the start: %j', (env, message) => {
  const SUPERGRAPH = repositoryFile('schema/supergraph.graphql');
  expect(() => readGatewayConfig({ ...testEnvironment, SUPERGRAPH, ...env })).toThrow(message);
});

function readSchema(path: string): GraphQLSchema {
  return buildSchema(readFileSync(repositoryFile(path), 'utf8'));
}

/** Returns the names of types, fields, arguments and enum values. */
function namesOf(schema: GraphQLSchema): ReadonlySet<string> {
  const names = new Set<string>();
  for (const type of Object.values(schema.getTypeMap())) {
    names.add(type.name);
    const fields = 'getFields' in type ? Object.values(type.getFields()) : [];
    for (const field of fields) {
      names.add(field.name);
      if (isObjectType(type)) for (const { name } of 'args' in field ? field.args : []) names.add(name);
    }
    if ('getValues' in type) for (const { name } of type.getValues()) names.add(name);
  }
  return names;
}

function expectNoneOf(names: readonly string[], answer: unknown): void {
  const text = JSON.stringify(answer);
  expect(names.filter((name) => new RegExp(`\\b${name}\\b`).test(text))).toEqual([]);
}
