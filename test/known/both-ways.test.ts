import { createHash } from 'node:crypto';
import type { Environment } from '@supergraph/service-kit/config.ts';
import type { KnownPlugin } from '@supergraph/service-kit/known/known-plugin.ts';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { customer, type Person, staff } from '../graph/people.ts';
import { type StubServer, startStubServer } from '../graph/stub-server.ts';
import { startTestGateway, type TestGateway } from '../graph/test-gateway.ts';
import { everyRequest } from './two-ways.ts';

/** Request of a client, with what differs from a usual one. */
interface Asked {
  readonly method?: string;
  readonly search?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Text, or a value to send as JSON. */
  readonly body?: unknown;
  /** Null for a request without a token. default: staff */
  readonly person?: Person | null;
  /** Answer of the subgraph. default: `fine` */
  readonly subgraph?: keyof typeof answers;
}

const me =
  'query Me($skip: Boolean = false, $id: ID = "1") { me { name @skip(if: $skip) } user(id: $id) { name } }';
const page = '{ users(first: 1) { totalCount } me { name } }';
const two = 'query One { me { name } } query Two { me { id } }';
const mutation = 'mutation { deactivateUser(id: "1") { __typename } }';
const registered = '{ me { id } }';

const hashOf = (text: string): string => createHash('sha256').update(text).digest('hex');
const byHash = (sha256Hash: string) => ({ extensions: { persistedQuery: { version: 1, sha256Hash } } });

const user = { __typename: 'User', id: '2', name: 'Bob' };
const users = { totalCount: 3 };
const deactivateUser = { __typename: 'UserNotFound' };
/** Fields, also by the names that the gateway gives to fields with arguments. */
const data = {
  me: { __typename: 'User', id: '1', name: 'Ada' },
  ...{ user, users, deactivateUser },
  ...{ user__0: user, users__0: users, deactivateUser__0: deactivateUser },
};

/** Answers of the subgraph: status, body and headers. Null breaks the connection. */
const answers = {
  fine: [200, { data }, {}],
  cacheable: [200, { data }, { 'cache-control': 'max-age=60, private' }],
  nothing: [200, { data: null, errors: [{ message: 'No.', extensions: { code: 'FORBIDDEN' } }] }, {}],
  partial: [
    200,
    {
      data: { ...data, user__0: null },
      errors: [{ message: 'Gone.', path: ['user__0'], extensions: { code: 'NOT_FOUND' } }],
    },
    {},
  ],
  codeless: [200, { data, errors: [{ message: 'secret' }] }, {}],
  wrong: [200, { data: { ...data, me: { ...data.me, name: { not: 'a text' } } } }, {}],
  malformed: [200, { data: 'oops' }, {}],
  failing: [500, { errors: [{ message: 'secret' }] }, {}],
  refusing: [401, { errors: [{ message: 'secret', extensions: { code: 'UNAUTHENTICATED' } }] }, {}],
  large: [200, { data: { ...data, me: { ...data.me, name: 'x'.repeat(200_000) } } }, {}],
  unreachable: null,
} as const;

const accepts = (accept: string): Asked => ({ headers: { accept }, body: { query: me } });

/** Requests by behaviour. Their operations are known, except where that is the behaviour. */
const behaviours: Readonly<Record<string, Asked>> = {
  'a query': { body: { query: me } },
  'absent, null and empty parts': {
    body: { query: me, operationName: null, variables: null, extensions: null },
  },
  'an empty operation name': { body: { query: me, operationName: '' } },
  'its own operation name': { body: { query: me, operationName: 'Me' } },
  'another operation name': { body: { query: me, operationName: 'You' } },
  'an operation name that is a number': { body: { query: me, operationName: 1 } },
  'the first of two operations': { body: { query: two, operationName: 'One' } },
  'the second of two operations': { body: { query: two, operationName: 'Two' } },
  'none of two operations': { body: { query: two } },
  'one of two operations with a null name': { body: { query: two, operationName: null } },
  'further members of the body': { body: { query: me, other: 1, __proto__: null } },
  'no query': { body: { variables: {} } },
  'an empty query': { body: { query: '' } },
  'a query that is a list': { body: { query: [me] } },
  'no members': { body: {} },
  'a body that is null': { body: 'null' },
  'a body that is no JSON': { body: '{' },
  variables: { body: { query: me, variables: { skip: true, id: '2' } } },
  'unknown variables': { body: { query: me, variables: { other: 1 } } },
  'invalid variables': { body: { query: me, variables: { skip: 'perhaps', id: {} } } },
  'variables that are a list': { body: { query: me, variables: [] } },
  'variables that are a text': { body: { query: me, variables: '{}' } },
  'extensions that are a list': { body: { query: me, extensions: [] } },
  'extensions of others': { body: { query: me, extensions: { trace: true } } },
  'syntax that is invalid': { body: { query: '{ me {' } },
  'a field that does not exist': { body: { query: '{ me { nam } }' } },
  'a list of operations': { body: [{ query: me }, { query: page }] },
  'a mutation': { body: { query: mutation } },
  'a subscription': { body: { query: 'subscription { userChanged(id: "1") { kind } }' } },
  introspection: { body: { query: '{ __schema { queryType { name } } __typename }' } },
  GET: {
    method: 'GET',
    search: `?query=${encodeURIComponent(me)}`,
    headers: { 'apollo-require-preflight': '1' },
  },
  'GET of a mutation': {
    method: 'GET',
    search: `?query=${encodeURIComponent(mutation)}`,
    headers: { 'apollo-require-preflight': '1' },
  },
  PUT: { method: 'PUT', body: { query: me } },
  'text/plain': { headers: { 'content-type': 'text/plain' }, body: { query: me } },
  'a JSON type with a charset': {
    headers: { 'content-type': 'application/json; charset=utf-8' },
    body: { query: me },
  },
  'another JSON type': { headers: { 'content-type': 'application/graphql+json' }, body: { query: me } },
  'a strange JSON type': { headers: { 'content-type': 'application/json;;=' }, body: { query: me } },
  'Accept: JSON': accepts('application/json'),
  'Accept: GraphQL': accepts('application/graphql-response+json'),
  'Accept: GraphQL first': accepts('application/graphql-response+json, application/json;q=0.9'),
  'Accept: GraphQL last': accepts('application/graphql-response+json;q=0.1, application/json;q=0.9'),
  'Accept: anything': accepts('*/*'),
  'Accept: a page': accepts('text/html'),
  'Accept: nothing': accepts(''),
  'Accept: thousands of types': accepts('a/b, '.repeat(1_000)),
  'a hash that is not registered': { body: byHash(hashOf('{ other: __typename }')) },
  'a hash': { body: byHash(hashOf(registered)) },
  'a hash with a prefix': { body: byHash(`sha256:${hashOf(registered)}`) },
  'a hash and its text': { body: { query: registered, ...byHash(hashOf(registered)) } },
  'a hash and another text': { body: { query: me, ...byHash(hashOf(registered)) } },
  'a hash, and errors': { body: byHash(hashOf(registered)), subgraph: 'unreachable' },
  'a hash of another version': {
    body: { extensions: { persistedQuery: { version: 2, sha256Hash: hashOf(registered) } } },
  },
  'a hash of another version, and its text': {
    body: { query: me, extensions: { persistedQuery: { version: 2, sha256Hash: hashOf(me) } } },
  },
  'a document id': { body: { documentId: `sha256:${hashOf(registered)}` } },
  'no token': { person: null, body: { query: me } },
  'a token that is invalid': { headers: { authorization: 'Bearer a.b.c' }, body: { query: me } },
  'a viewer without scopes': { person: customer(2), body: { query: page } },
  'a document over a limit': { body: { query: `{ ${'me { name } '.repeat(2_000)} }` } },
  'variables over a limit': { body: { query: me, variables: { skip: Array(30_000).fill(1) } } },
  'a cost over its limit': { body: { query: '{ users(first: 100) { nodes { id } } }' } },
  ...Object.fromEntries(
    Object.keys(answers).flatMap((subgraph) => [
      [`a subgraph that is ${subgraph}`, { body: { query: me }, subgraph }],
      [`a mutation of a subgraph that is ${subgraph}`, { body: { query: mutation }, subgraph }],
      [
        `a protected page of a subgraph that is ${subgraph}`,
        { body: { query: page }, subgraph, person: customer(2) },
      ],
    ]),
  ),
};

/** Operations that the second gateway knows before. */
const known: readonly unknown[] = [
  ...[me, page, mutation].map((query) => ({ query })),
  { query: me, operationName: 'Me' },
  { query: two, operationName: 'One' },
  { query: two, operationName: 'Two' },
  { query: registered, ...byHash(hashOf(registered)) },
  byHash(hashOf(registered)),
  { query: mutation, ...byHash(hashOf(mutation)) },
  byHash(hashOf(mutation)),
];

/** Behaviours that Apollo Server alone answers, although the answer has no errors. */
const ofApollo: ReadonlySet<string> = new Set([
  'GET',
  'a list of operations',
  'another JSON type',
  'a hash and its text',
  'Accept: thousands of types',
]);

let subgraph: StubServer;
let first: TestGateway;
let second: TestGateway;
let shortcuts = 0;

beforeAll(async () => {
  subgraph = await startStubServer();
  const env: Environment = {
    USERS_URL: subgraph.url,
    BREAKER_FAILURE_PERCENT: '0',
    MAX_BATCH_SIZE: '2',
    MAX_RESPONSE_BYTES: '100000',
    MAX_COST: '50',
  };
  const counter: KnownPlugin = {
    requestDidStart: async () => {},
    known: {
      didResolveOperation: () => {
        shortcuts += 1;
      },
    },
  };
  first = await startTestGateway(env, { plugins: [everyRequest] });
  second = await startTestGateway(env, { plugins: [counter] });
  answerWith('fine');
  for (const gateway of [first, second])
    for (const body of known) expect(JSON.parse((await send(gateway, { body })).text).errors).toBeUndefined();
});

afterAll(async () => {
  await first.stop();
  await second.stop();
  await subgraph.stop();
});

test.for(Object.entries(behaviours))('%s: the same response for a known operation', async ([name, asked]) => {
  answerWith(asked.subgraph ?? 'fine');
  const expected = await send(first, asked);
  // The first of them may still learn the content type.
  expect(await send(second, asked)).toEqual(expected);
  const before = shortcuts;
  expect(await send(second, asked)).toEqual(expected);
  const isWhole = expected.status === 200 && !expected.text.includes('"errors"');
  expect(shortcuts - before).toBe(isWhole && !ofApollo.has(name) ? 1 : 0);
});

test.each([
  ['text', { query: mutation }],
  ['hash', byHash(hashOf(mutation))],
])('a mutation with errors is sent to its subgraph once, by %s', async (_, body) => {
  answerWith('codeless');
  const before = subgraph.requests();
  expect(JSON.parse((await send(second, { body })).text).errors).toHaveLength(1);
  expect(subgraph.requests() - before).toBe(1);
});

function answerWith(name: keyof typeof answers): void {
  const answer = answers[name];
  if (answer === null) subgraph.behave((request) => request.socket.destroy());
  else subgraph.reply(answer[0], JSON.stringify(answer[1]), answer[2]);
}

async function send(
  gateway: TestGateway,
  { method = 'POST', search = '', headers = {}, body, person = staff }: Asked,
) {
  const token = person && `Bearer ${await gateway.tokenOf(person)}`;
  const response = await fetch(`${gateway.url}${search}`, {
    method,
    headers: {
      ...(method !== 'GET' && { 'content-type': 'application/json' }),
      ...(token && { authorization: token }),
      'x-request-id': 'same',
      ...headers,
    },
    ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  });
  const shown = [...response.headers].filter(([name]) => name !== 'date');
  return { status: response.status, headers: shown, text: await response.text() };
}
