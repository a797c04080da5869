import { readOrCreateDevelopmentKeys } from '@supergraph/service-kit/identity/development-keys.ts';
import { internalIssuer } from '@supergraph/service-kit/identity/token-purpose.ts';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { launch } from '../../launcher/test/launch.ts';
import { forgeToken, secondsFromNow } from '../graph/forged-token.ts';
import { createInternalToken } from '../graph/internal-token.ts';
import { staff, userId } from '../graph/people.ts';
import { startTestGraph, type TestGraph } from '../graph/test-graph.ts';

let graph: TestGraph;

beforeAll(async () => {
  graph = await startTestGraph();
});

afterAll(() => graph.stop());

const questions = {
  'an ordinary query': '{ __typename }',
  _service: '{ _service { sdl } }',
  _entities: `{ _entities(representations: [{ __typename: "User", id: "${userId(1)}" }]) { __typename } }`,
  introspection: '{ __schema { queryType { name } } }',
};

for (const [subgraph, other] of [
  ['users', 'orders'],
  ['orders', 'users'],
] as const) {
  for (const [question, query] of Object.entries(questions)) {
    test(`${subgraph} answers ${question} only to a gateway`, async () => {
      expect(await ask(subgraph, query, await createInternalToken(graph.dataDir, subgraph))).toEqual({
        status: 200,
        code: undefined,
      });
      for (const token of await strangers(subgraph, other)) {
        expect(await ask(subgraph, query, token)).toEqual({ status: 401, code: 'UNAUTHENTICATED' });
      }
    });
  }
}

test('a developer asks a subgraph alone with the token of npm run token -- --for', async () => {
  const printed = launch('token.ts', ['--for', 'users'], { DATA_DIR: graph.dataDir });
  await printed.ended;
  const token = printed.output().trim();
  expect(await ask('users', '{ me { name } }', token)).toEqual({ status: 200, code: undefined });
  expect((await ask('orders', '{ __typename }', token)).status).toBe(401);
});

test('a refusal names the missing credentials in WWW-Authenticate', async () => {
  const reply = await fetch(graph.users.url, { method: 'POST' });
  expect(reply.status).toBe(401);
  expect(reply.headers.get('www-authenticate')).toBe('Bearer');
});

test('health and readiness need no token', async () => {
  for (const path of ['/health', '/ready']) {
    expect((await fetch(new URL(path, graph.users.url))).status).toBe(200);
  }
});

/**
 * Creates tokens to reject: none; a client's; another subgraph's; an expired one; one of another issuer; ones
 * not marked as internal; one without a signature; one signed with the client's key.
 */
async function strangers(subgraph: string, other: string): Promise<readonly (string | undefined)[]> {
  const { internal, client } = await readOrCreateDevelopmentKeys(graph.dataDir);
  const header = { alg: 'ES256', kid: internal.privateKey.kid, typ: 'supergraph-internal+jwt' };
  const claims = { sub: staff.subject, iss: internalIssuer, aud: subgraph, exp: secondsFromNow(60) };
  const key = internal.privateKey;
  return [
    undefined,
    await graph.tokenOf(staff),
    await createInternalToken(graph.dataDir, other),
    forgeToken({ header, claims: { ...claims, exp: secondsFromNow(-60) }, key }),
    forgeToken({ header, claims: { ...claims, iss: 'somebody' }, key }),
    forgeToken({ header: { ...header, typ: undefined }, claims, key }),
    forgeToken({ header: { ...header, typ: 'at+jwt' }, claims, key }),
    forgeToken({ header: { ...header, alg: 'none' }, claims }),
    forgeToken({ header, claims, key: client.privateKey }),
  ];
}

async function ask(subgraph: 'users' | 'orders', query: string, token: string | undefined) {
  const response = await fetch(graph[subgraph].url, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      ...(token !== undefined && { authorization: `Bearer ${token}` }),
    },
    body: JSON.stringify({ query }),
  });
  const { errors } = await response.json();
  return { status: response.status, code: errors?.[0].extensions.code };
}
