import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, onTestFinished, test } from 'vitest';
import { freePorts } from './free-ports.ts';
import { launch } from './launch.ts';

const dataDir = mkdtempSync(join(tmpdir(), 'elsewhere-'));

afterAll(() => rmSync(dataDir, { recursive: true }));

const answers: readonly (readonly [string, (response: ServerResponse) => void, string])[] = [
  [
    'a page',
    (response) => response.writeHead(200, { 'content-type': 'text/html' }).end('<h1>Welcome</h1>'),
    'it is no GraphQL endpoint (status 200, text/html)',
  ],
  [
    'a gateway',
    (response) =>
      response.writeHead(400).end('{"errors":[{"message":"Cannot query field \\"_service\\"."}]}'),
    'it answers GraphQL, but not as a subgraph. A gateway cannot take its place',
  ],
  [
    'a subgraph of another gateway',
    (response) => response.writeHead(401).end('{"errors":[{"message":"no"}]}'),
    'it refuses the key of this gateway (status 401): INTERNAL_PRIVATE_KEY_FILE must name one that it accepts',
  ],
  [
    'another place',
    (response) => response.writeHead(302, { location: 'https://example.com/sign-in' }).end(),
    'it redirects to https://example.com/sign-in',
  ],
];

for (const [what, respond, problem] of answers) {
  test(`a URL of ${what} in place of a subgraph is refused with the reason, before anything starts`, async () => {
    const url = await serve(respond);
    const { code, output } = await start(['--only', 'orders', '--rest', `${url}/{name}/graphql`]);
    expect(output).toBe(`The subgraph "users" cannot be used at ${url}/users/graphql: ${problem}.\n`);
    expect(code).toBe(1);
  });
}

test('a URL that does not answer is refused by name', async () => {
  const [port] = await freePorts(1);
  const { output } = await start(['--only', 'orders'], { USERS_URL: `http://127.0.0.1:${port}/graphql` });
  expect(output).toContain(
    `The subgraph "users" cannot be used at http://127.0.0.1:${port}/graphql: it does not answer (ECONNREFUSED).`,
  );
});

test('a place that is neither a supergraph nor a pattern is refused with the accepted forms', async () => {
  const url = await serve((response) => response.writeHead(404).end());
  const { code, output } = await start(['--only', 'orders', '--rest', url]);
  expect(output).toContain(`--rest ${url} is no supergraph: the status must be 200, but is 404.`);
  expect(output).toContain('{name}');
  expect(code).toBe(1);
});

test('a subgraph without a place is named by its variable', async () => {
  const { code, output } = await start(['--only', 'orders']);
  expect(output).toContain('USERS_URL is required but not set');
  expect(code).toBe(78);
});

test.each([
  [
    ['--only', 'nothing'],
    'npm run dev -- --only <subgraph> names "nothing". The subgraphs are users, orders.',
  ],
  [['--mock'], 'npm run mock -- <subgraph> names no subgraph. The subgraphs are users, orders.'],
  [['--rest', 'http://localhost'], '--rest needs --only <subgraph>.'],
  [['--other'], "Unknown option '--other'"],
])('the arguments %j are refused with the reason', async (args, reason) => {
  const { code, output } = await start(args);
  expect(output).toContain(reason);
  expect(output).not.toContain('    at ');
  expect(code).toBe(1);
});

/** Runs the launcher, which must end by itself. */
async function start(args: readonly string[], variables: Readonly<Record<string, string>> = {}) {
  const launched = launch('start.ts', ['--watch', ...args], { DATA_DIR: dataDir, ...variables });
  const code = await launched.ended;
  return { code, output: launched.output() };
}

/** Serves one answer to all requests until the end of the test. */
async function serve(respond: (response: ServerResponse) => void): Promise<string> {
  const server = createServer((request, response) => {
    request.resume().on('end', () => respond(response));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  const { port } = server.address() as AddressInfo;
  return `http://127.0.0.1:${port}`;
}
