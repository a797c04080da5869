import { mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createDevelopmentToken } from '@supergraph/service-kit/identity/development-keys.ts';
import { afterAll, afterEach, expect, test } from 'vitest';
import { staff } from '../graph/people.ts';
import { startTestGateway, type TestGateway } from '../graph/test-gateway.ts';
import { connectAgent, protocolVersions } from './connect-agent.ts';

const folder = mkdtempSync(join(tmpdir(), 'supergraph-tools-'));
const manifest = join(folder, 'manifest.json');
const tool = '# @tool\n# Tells the type.\nquery kind { __typename }';
const secret = 'query unmarked { __typename }';
let gateway: TestGateway;

afterAll(() => rmSync(folder, { recursive: true }));
afterEach(() => gateway.stop());

test('only marked operations are tools, and a call runs nothing else', async () => {
  await start({ tool, secret });
  for (const version of protocolVersions) {
    const agent = await connectAgent(gateway.origin, await gateway.tokenOf(staff), version);
    expect((await agent.listTools()).tools).toMatchObject([{ name: 'kind', description: 'Tells the type.' }]);
    expect(await agent.callTool({ name: 'kind', arguments: {} })).toMatchObject({
      structuredContent: { data: { __typename: 'Query' } },
    });
    for (const name of ['unmarked', '__proto__', 'constructor', '{ me { id } }', 'x'.repeat(5_000)])
      await expect(agent.callTool({ name, arguments: {} })).rejects.toThrow(/Unknown tool/);
    const extra = await agent.callTool({ name: 'kind', arguments: { query: '{ me { id } }' } });
    expect(extra).toMatchObject({
      isError: true,
      content: [{ text: expect.stringContaining('BAD_USER_INPUT') }],
    });
    await agent.close();
  }
});

test('operations that would confuse or harm a client are left out, and /ready names them', async () => {
  await start({
    tool,
    one: '# @tool\nquery same { __typename }',
    two: '# @tool\nquery same { other: __typename }',
    unkeyed: '# @tool\nmutation ship($id: ID!) { shipOrder(id: $id) { __typename } }',
    unfit: '# @tool\nquery unfit { noSuchField }',
    misspelt: '# @tool @readonly\nquery misspelt { __typename }',
    exposed: '# @tool\nquery exposed { ...Person } # @private\nfragment Person on Query { __typename }',
    nameless: '# @tool\n{ __typename }',
    stream: '# @tool\nsubscription stream { ordersChanged { kind } }',
  });
  const { warnings } = await ready();
  expect(warnings.sort()).toEqual([
    expect.stringMatching(/^No operation "same" .+ several have this name/),
    expect.stringMatching(/"exposed" .+ has the comment @private on a line where no field begins/),
    expect.stringMatching(/"misspelt" .+ has the mark "@readonly"/),
    expect.stringMatching(/"nameless" .+ must have a name/),
    expect.stringMatching(/"stream" .+ must be a query or a mutation/),
    expect.stringMatching(/"unfit" .+ does not fit the schema\.$/),
    expect.stringMatching(
      /"unkeyed" .+ must take the variable \$idempotencyKey or have the mark @idempotent/,
    ),
  ]);
  expect(await toolNames()).toEqual(['kind']);
});

test('the tools follow the manifest, and a malformed one keeps them', async () => {
  await start({ tool });
  publish({ tool, second: '# @tool\nquery second { __typename }' });
  await expect.poll(toolNames).toEqual(['kind', 'second']);
  publish('{');
  await expect
    .poll(async () => (await ready()).warnings)
    .toMatchObject([expect.stringMatching(/last good one/)]);
  expect(await toolNames()).toEqual(['kind', 'second']);
  publish({ second: '# @tool\nquery second { __typename }' });
  await expect.poll(toolNames).toEqual(['second']);
});

test('a request without a valid token is 401 and names the OAuth metadata', async () => {
  await start({ tool });
  const metadata = `${gateway.origin}/.well-known/oauth-protected-resource/mcp`;
  for (const authorization of [undefined, 'Bearer x.y.z']) {
    const response = await post(authorization === undefined ? {} : { authorization });
    expect(response.status).toBe(401);
    expect(response.headers.get('www-authenticate')).toContain(`resource_metadata="${metadata}"`);
  }
  expect(await (await fetch(metadata)).json()).toEqual({
    resource: `${gateway.origin}/mcp`,
    bearer_methods_supported: ['header'],
    scopes_supported: [],
    resource_name: 'Supergraph',
  });
});

test('with its own audience, the endpoint and the graph refuse the tokens of each other', async () => {
  await start({ tool }, { MCP_AUDIENCE: 'agents' });
  const { dataDir } = gateway;
  const viewer = { subject: staff.subject, scopes: new Set(staff.scopes) };
  const agents = await createDevelopmentToken({ dataDir, viewer, ttlSeconds: 600, audience: 'agents' });
  const graph = await gateway.tokenOf(staff);
  expect((await post({ authorization: `Bearer ${graph}` })).status).toBe(401);
  expect((await post({ authorization: `Bearer ${agents}` })).status).toBe(200);
  const asGraph = (token: string) =>
    fetch(gateway.url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
      body: '{"documentId":"tool"}',
    });
  expect((await asGraph(agents)).status).toBe(401);
  expect((await asGraph(graph)).status).toBe(200);
});

test('requests under another host name and from foreign pages are refused before the token is read', async () => {
  await start({ tool });
  expect((await post({ origin: 'https://evil.example' })).status).toBe(403);
  expect((await post({ origin: 'null' })).status).toBe(403);
  const answer = await rawPost('evil.example');
  expect(answer).toMatch(/^HTTP\/1\.1 403 /);
  expect(answer).not.toContain('www-authenticate');
});

test('a list of messages, an endless stream and another method are refused', async () => {
  await start({ tool });
  const authorization = `Bearer ${await gateway.tokenOf(staff)}`;
  const listed = { jsonrpc: '2.0', id: 1, method: 'tools/list' };
  expect((await post({ authorization }, [listed, listed])).status).toBe(400);
  const listen = { jsonrpc: '2.0', id: 1, method: 'subscriptions/listen', params: {} };
  expect((await post({ authorization }, listen)).status).toBe(400);
  const get = await fetch(`${gateway.origin}/mcp`, {
    headers: { authorization, accept: 'text/event-stream' },
  });
  expect([get.status, get.headers.get('allow')]).toEqual([405, 'POST']);
});

test('calls of tools spend the budget of the client like other requests', async () => {
  await start({ tool }, { RATE_LIMIT_PER_MINUTE: '5' });
  const authorization = `Bearer ${await gateway.tokenOf(staff)}`;
  const statuses: number[] = [];
  for (let count = 0; count < 10; count += 1) statuses.push((await post({ authorization })).status);
  expect(statuses.filter((status) => status === 429).length).toBeGreaterThanOrEqual(4);
});

async function start(
  operations: Readonly<Record<string, string>>,
  env: Readonly<Record<string, string>> = {},
) {
  publish(operations);
  gateway = await startTestGateway({ MCP: 'on', SAFELIST: 'enforce', SAFELIST_MANIFEST: manifest, ...env });
}

function publish(operations: Readonly<Record<string, string>> | string): void {
  writeFileSync(`${manifest}.new`, typeof operations === 'string' ? operations : JSON.stringify(operations));
  renameSync(`${manifest}.new`, manifest);
}

async function toolNames(): Promise<readonly string[]> {
  const agent = await connectAgent(gateway.origin, await gateway.tokenOf(staff));
  const { tools } = await agent.listTools();
  await agent.close();
  return tools.map(({ name }) => name).sort();
}

async function ready(): Promise<{ readonly warnings: string[] }> {
  const { warnings = [] } = Object(await (await fetch(`${gateway.origin}/ready`)).json());
  return { warnings };
}

const initialize = {
  jsonrpc: '2.0',
  id: 1,
  method: 'initialize',
  params: { protocolVersion: '2025-11-25', capabilities: {}, clientInfo: { name: 'a', version: '1' } },
};

function post(headers: Readonly<Record<string, string>>, body: unknown = initialize): Promise<Response> {
  return fetch(`${gateway.origin}/mcp`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      accept: 'application/json, text/event-stream',
      ...headers,
    },
    body: JSON.stringify(body),
  });
}

/** Sends a request under another host name, which fetch does not allow. */
async function rawPost(host: string): Promise<string> {
  const { request } = await import('node:http');
  return new Promise((resolve, reject) => {
    const sent = request(
      `${gateway.origin}/mcp`,
      { method: 'POST', headers: { host, 'content-type': 'application/json' } },
      (response) => {
        response.resume();
        resolve(`HTTP/1.1 ${response.statusCode} ${Object.keys(response.headers).join()}`);
      },
    );
    sent.once('error', reject).end(JSON.stringify(initialize));
  });
}
