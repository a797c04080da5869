import { readdir } from 'node:fs/promises';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import { readGatewayConfig } from '@supergraph/gateway/gateway-config.ts';
import type { Environment } from '@supergraph/service-kit/config.ts';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { postJson } from '../graph/ask-gateway.ts';
import { createProductionKeys } from '../graph/production-keys.ts';
import { type StubServer, startStubServer } from '../graph/stub-server.ts';
import { composeSupergraph } from '../graph/supergraph-folder.ts';
import { createTestFolder } from '../graph/test-folder.ts';
import { startTestGateway } from '../graph/test-gateway.ts';

let shop: StubServer;

beforeAll(async () => {
  shop = await startStubServer();
  shop.behave(answerShop);
});

afterAll(async () => {
  await shop.stop();
});

test('a URL is polled with its ETag and the header of SUPERGRAPH_KEY_HEADER, and each new supergraph is served', async () => {
  const registry = await startRegistry(sdl('price: Int'));
  const { ask, ready } = await serve({
    SUPERGRAPH: registry.url,
    SUPERGRAPH_KEY_HEADER: 'X-Registry-Key: secret',
    SUPERGRAPH_POLL_MS: '1000',
  });
  expect(await ask('{ price }')).toEqual({ data: { price: 5 } });
  expect((await ready()).supergraph).toMatchObject({ source: 'url' });
  await expect.poll(() => registry.requests.at(-1)?.headers['if-none-match']).toBe('"1"');
  expect(registry.requests[0]?.headers['x-registry-key']).toBe('secret');
  registry.publish(sdl('price: Int stock: Int'));
  await expect.poll(() => ask('{ stock }')).toEqual({ data: { stock: 7 } });
});

test('a registry that fails is a problem on /ready without its address, until it answers again', async () => {
  const registry = await startRegistry(sdl('price: Int'));
  const { ask, ready } = await serve({ SUPERGRAPH: registry.url, SUPERGRAPH_POLL_MS: '1000' });
  registry.fail(503);
  await expect
    .poll(async () => (await ready()).supergraph.problem)
    .toBe('the status must be 200, but is 503');
  expect(await ask('{ price }')).toEqual({ data: { price: 5 } });
  registry.fail(undefined);
  await expect.poll(async () => (await ready()).supergraph).not.toHaveProperty('problem');
});

test.for([
  ['a redirect', (response: ServerResponse) => response.writeHead(302, { location: '/other' }).end()],
  ['an empty body', (response: ServerResponse) => response.writeHead(200).end('\n')],
  ['a web page', (response: ServerResponse) => response.writeHead(200).end('<!doctype html>')],
] as const)('%s instead of a supergraph leaves the last one in use', async ([, behave]) => {
  const registry = await startRegistry(sdl('price: Int'));
  const { ask, ready } = await serve({ SUPERGRAPH: registry.url, SUPERGRAPH_POLL_MS: '1000' });
  registry.behave(behave);
  await expect
    .poll(async () => {
      const { problem, refused } = (await ready()).supergraph;
      return problem ?? refused;
    })
    .toBeDefined();
  expect(await ask('{ price }')).toEqual({ data: { price: 5 } });
});

test('while its source is down a restarted gateway serves the last good copy, and the source again once it is back', async () => {
  const registry = await startRegistry(sdl('price: Int'));
  const dataDir = createTestFolder('copy-');
  const env = { SUPERGRAPH: registry.url, SUPERGRAPH_POLL_MS: '1000', DATA_DIR: dataDir };
  const first = await serve(env);
  await expect.poll(() => hasCopy(dataDir)).toBe(true);
  await first.stop();
  registry.fail(503);
  const { ask, ready } = await serve(env);
  expect(await ask('{ price }')).toEqual({ data: { price: 5 } });
  expect((await ready()).supergraph).toMatchObject({
    source: 'last good copy',
    problem: 'it has not answered yet; the log says why',
  });
  registry.publish(sdl('price: Int stock: Int'));
  registry.fail(undefined);
  await expect.poll(() => ask('{ stock }')).toEqual({ data: { stock: 7 } });
  const { supergraph } = await ready();
  expect(supergraph).toMatchObject({ source: 'url' });
  expect(supergraph).not.toHaveProperty('problem');
});

test('a supergraph that cannot be served at a restart is refused, and the last good copy is served', async () => {
  const registry = await startRegistry(sdl('price: Int'));
  const dataDir = createTestFolder('copy-');
  const env = { SUPERGRAPH: registry.url, DATA_DIR: dataDir };
  const first = await serve(env);
  await expect.poll(() => hasCopy(dataDir)).toBe(true);
  await first.stop();
  registry.publish(sdl('price: Int').replaceAll(': Int', ': Missing'));
  const { ask, ready } = await serve(env);
  expect(await ask('{ price }')).toEqual({ data: { price: 5 } });
  expect((await ready()).supergraph).toMatchObject({
    source: 'last good copy',
    refused: { errors: [expect.stringContaining('Missing')] },
  });
});

test('the copy of one source is never served for another', async () => {
  const [one, other] = [await startRegistry(sdl('price: Int')), await startRegistry(sdl('stock: Int'))];
  const dataDir = createTestFolder('copy-');
  const first = await serve({ SUPERGRAPH: one.url, DATA_DIR: dataDir });
  await expect.poll(() => hasCopy(dataDir)).toBe(true);
  await first.stop();
  const { ask } = await serve({ SUPERGRAPH: other.url, DATA_DIR: dataDir });
  expect(await ask('{ stock }')).toEqual({ data: { stock: 7 } });
});

test('with APOLLO_KEY and APOLLO_GRAPH_REF, Apollo Uplink delivers the supergraph', async () => {
  const asked: unknown[] = [];
  const uplink = await startRegistry('', async (request, response) => {
    const { variables } = JSON.parse(await text(request));
    asked.push(variables);
    const routerConfig = {
      __typename: 'RouterConfigResult',
      id: 'one',
      supergraphSdl: sdl('price: Int'),
      minDelaySeconds: 10,
    };
    response
      .writeHead(200, { 'content-type': 'application/json' })
      .end(JSON.stringify({ data: { routerConfig } }));
  });
  const { ask, ready } = await serve({
    APOLLO_KEY: 'service:graph:key',
    APOLLO_GRAPH_REF: 'graph@main',
    APOLLO_SCHEMA_CONFIG_DELIVERY_ENDPOINT: uplink.url,
  });
  expect(await ask('{ price }')).toEqual({ data: { price: 5 } });
  expect(asked[0]).toMatchObject({ apiKey: 'service:graph:key', ref: 'graph@main' });
  expect((await ready()).supergraph).toMatchObject({ source: 'uplink' });
});

test('SUPERGRAPH=introspect introspects the subgraphs, waits for those that start later, and follows their schemas', async () => {
  let fields: string | undefined;
  const subgraph = await startRegistry('', async (request, response) => {
    const { query } = JSON.parse(await text(request));
    if (fields === undefined) return void response.writeHead(503).end();
    const data = String(query).includes('_service')
      ? { _service: { sdl: `type Query { ${fields} }` } }
      : { price: 5, stock: 7 };
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify({ data }));
  });
  const starting = serve({
    SUPERGRAPH: 'introspect',
    SUBGRAPHS: `shop=${subgraph.url}`,
    SUPERGRAPH_POLL_MS: '1000',
  });
  await expect.poll(() => subgraph.requests.length).toBeGreaterThan(0);
  fields = 'price: Int';
  const { ask, ready } = await starting;
  expect(await ask('{ price }')).toEqual({ data: { price: 5 } });
  expect((await ready()).supergraph).toMatchObject({ source: 'introspection' });
  fields = 'price: Int stock: Int';
  await expect.poll(() => ask('{ stock }')).toEqual({ data: { stock: 7 } });
});

test.for([
  [
    'a URL without TLS in production',
    { SUPERGRAPH: 'http://registry/' },
    'SUPERGRAPH must be a URL that starts with https://, but',
  ],
  [
    'introspection in production',
    { SUPERGRAPH: 'introspect', SUBGRAPHS: 'a=http://a/' },
    'SUPERGRAPH must name a file or a URL if',
  ],
  ['a key without a graph', { APOLLO_KEY: 'service:a:b' }, 'APOLLO_GRAPH_REF is required but not set'],
  ['a graph without a key', { APOLLO_GRAPH_REF: 'a@b' }, 'APOLLO_KEY is required but not set'],
  [
    'a header without a value',
    { SUPERGRAPH: 'https://registry/', SUPERGRAPH_KEY_HEADER: 'secret' },
    'SUPERGRAPH_KEY_HEADER must be a header',
  ],
] as const)('%s is refused at the start', async ([, env, problem]) => {
  const keys = await createProductionKeys();
  onTestFinished(keys.remove);
  const problems = problemsOf({ ...keys.env, ...env });
  expect(problems).toContain(problem);
  expect(problems).not.toContain('service:a:b');
});

function sdl(fields: string): string {
  return composeSupergraph({ shop: { url: shop.url, sdl: `type Query { ${fields} }` } });
}

function answerShop(_: IncomingMessage, response: ServerResponse): void {
  response.writeHead(200, { 'content-type': 'application/json' }).end('{"data":{"price":5,"stock":7}}');
}

async function hasCopy(dataDir: string): Promise<boolean> {
  return (await readdir(`${dataDir}/supergraphs`).catch(() => [])).some((name) => name.endsWith('.graphql'));
}

interface Registry {
  readonly url: string;
  readonly requests: readonly IncomingMessage[];
  readonly publish: (supergraphSdl: string) => void;
  /** Answers with this status from now on. undefined: answers with the supergraph again. */
  readonly fail: (status: number | undefined) => void;
  readonly behave: (behave: (response: ServerResponse) => void) => void;
}

/** Starts a stand-in for a registry, which answers with the supergraph and its ETag. */
async function startRegistry(
  initialSdl: string,
  listener?: (request: IncomingMessage, response: ServerResponse) => Promise<void>,
): Promise<Registry> {
  let [supergraphSdl, version] = [initialSdl, 1];
  let behave: ((response: ServerResponse) => void) | undefined;
  const requests: IncomingMessage[] = [];
  const server = createServer((request, response) => {
    requests.push(request);
    if (listener) return void listener(request, response);
    if (behave) return behave(response);
    const etag = `"${version}"`;
    if (request.headers['if-none-match'] === etag) return void response.writeHead(304, { etag }).end();
    response.writeHead(200, { etag }).end(supergraphSdl);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('a TCP server has no TCP address');
  return {
    url: `http://127.0.0.1:${address.port}/graph`,
    requests,
    publish(next) {
      supergraphSdl = next;
      version += 1;
    },
    fail(status) {
      behave = status === undefined ? undefined : (response) => response.writeHead(status).end();
    },
    behave(next) {
      behave = next;
    },
  };
}

/** Starts a gateway outside production mode, where a source without TLS is allowed. */
async function serve(env: Environment) {
  const gateway = await startTestGateway({
    NODE_ENV: 'development',
    SUPERGRAPH: undefined,
    DATA_DIR: createTestFolder('sources-'),
    ...env,
  });
  let isStopped = false;
  const stop = async (): Promise<void> => {
    if (!isStopped) await gateway.stop();
    isStopped = true;
  };
  onTestFinished(stop);
  return {
    stop,
    ask: async (query: string) => (await postJson(gateway, { query })).body,
    ready: async () => (await fetch(`${gateway.origin}/ready`)).json(),
  };
}

function problemsOf(env: Environment): string {
  try {
    readGatewayConfig(env);
    return '';
  } catch (error) {
    return String(error);
  }
}
