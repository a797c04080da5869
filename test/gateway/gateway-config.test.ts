import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readGatewayConfig } from '@supergraph/gateway/gateway-config.ts';
import { repositoryRoot } from '@supergraph/schema/registry.ts';
import { ConfigError, type Environment } from '@supergraph/service-kit/config.ts';
import { createSigningKeys } from '@supergraph/service-kit/identity/development-keys.ts';
import { afterAll, expect, test } from 'vitest';

const folder = mkdtempSync(join(tmpdir(), 'gateway-config-'));
const { privateKey, publicKeys } = await createSigningKeys();
const least = { SUPERGRAPH: new URL('schema/supergraph.graphql', repositoryRoot).pathname };
const production = {
  ...least,
  NODE_ENV: 'production',
  CLIENT_PUBLIC_KEYS_FILE: write('client.json', JSON.stringify(publicKeys)),
  INTERNAL_PRIVATE_KEY_FILE: write('internal.json', JSON.stringify(privateKey)),
  TOKEN_ISSUER: 'https://login.example.com/',
  TOKEN_AUDIENCE: 'graph',
};

afterAll(() => rmSync(folder, { recursive: true }));

test('a gateway needs only a supergraph, which contains the URLs of its subgraphs', () => {
  expect(readGatewayConfig(least)).toMatchObject({
    mode: 'development',
    server: { port: 4000 },
    pages: { development: false },
    supergraph: {
      subgraphs: [
        { name: 'orders', url: expect.stringContaining(':4002') },
        { name: 'users', url: expect.stringContaining(':4001') },
      ],
    },
  });
});

test('headers to forward are a list; those that only the gateway may set are refused', () => {
  const { subgraphs } = readGatewayConfig({ ...least, FORWARD_HEADERS: 'X-Tenant, accept-language' });
  expect(subgraphs.forwardHeaders).toEqual(['x-tenant', 'accept-language']);
  for (const header of ['authorization', 'x-request-id', 'host', 'x tenant', '']) {
    expect(() => readGatewayConfig({ ...least, FORWARD_HEADERS: `x-tenant,${header}` })).toThrow(
      /FORWARD_HEADERS must name headers that a client may set/,
    );
  }
});

test('the URL of a subgraph can be overridden by the variable of its name', () => {
  const { supergraph } = readGatewayConfig({ ...least, USERS_URL: 'https://users.example.com/graphql' });
  expect(supergraph.subgraphs).toContainEqual({ name: 'users', url: 'https://users.example.com/graphql' });
});

test('every malformed variable is listed at once by its name, and none is replaced by its default', () => {
  const malformed = {
    NODE_ENV: 'prod',
    LOG_LEVEL: 'loud',
    PORT: '4000x',
    MAX_BODY_BYTES: '1',
    SUBGRAPH_TIMEOUT_MS: '0',
    SHUTDOWN_DELAY_MS: '-5',
    MAX_CONNECTIONS: '0',
    CLIENT_HEADERS_TIMEOUT_MS: '15s',
    CLIENT_REQUEST_TIMEOUT_MS: '99',
    KEEP_ALIVE_TIMEOUT_MS: '-1',
    MAX_TOKENS: '9',
    MAX_NESTING: '301',
    MAX_DEPTH: '0',
    MAX_ROOT_FIELDS: 'many',
    MAX_ALIASES: '-1',
    MAX_DIRECTIVES: '1.5',
    MAX_SELECTIONS: '1e3',
    MAX_VARIABLE_DEPTH: '101',
    MAX_VARIABLE_VALUES: '0',
    MAX_BATCH_SIZE: '0',
    INTROSPECTION: 'true',
    APQ: 'yes',
    CORS_ORIGINS: '*',
    OVERRIDE_LABELS: 'new-prices,percent(5)',
    RATE_LIMIT_PER_MINUTE: '-1',
    FAILED_TOKENS_PER_MINUTE: 'x',
    TRUST_PROXY: 'loopback',
    SAFELIST: 'on',
    SAFELIST_MANIFEST: join(folder, 'nothing.json'),
    SAFELIST_REQUIRE_ID: '1',
    CLIENT_PUBLIC_KEYS_FILE: join(folder, 'nothing.json'),
    CLIENT_JWKS_TIMEOUT_MS: '1',
    TOKEN_CLOCK_SKEW_MS: '5s',
    ANONYMOUS: 'yes',
    INTERNAL_PRIVATE_KEY_FILE: write('public.json', JSON.stringify(publicKeys.keys[0])),
    DEVELOPMENT_PAGES: 'yes',
    DEVELOPMENT_VIEWER: write('viewer.json', '{"subject": "x"'),
    EXAMPLE_QUERY: join(folder, 'nothing.graphql'),
    USERS_URL: 'ftp://a:secret@users',
    ORDERS_URL: 'orders',
  };
  const problems = problemsOf({ ...least, ...malformed });
  expect(problems.map((problem) => problem.split(' ')[0]).sort()).toEqual(Object.keys(malformed).sort());
  for (const problem of problems) expect(problem).toMatch(/^[A-Z_]+ must .+, but is .+$/);
  expect(problems.join()).not.toContain('secret');
});

for (const [what, content, message] of [
  ['is missing', undefined, /must name a readable file \(ENOENT\)/],
  ['is empty', ' \n', /the file is empty/],
  ['does not parse', 'type Query {', /the file does not parse: .*Syntax Error/],
  ['is no supergraph', 'type Query { a: Int }', /the file has no enum join__Graph/],
  [
    'is the schema of a subgraph',
    'extend schema @link(url: "https://specs.apollo.dev/federation/v2.9")\ntype Query { a: Int }',
    /has no enum join__Graph/,
  ],
  ['is JSON', '{"data": {}}', /does not parse/],
] as const) {
  test(`a supergraph file that ${what} is refused in a sentence`, () => {
    const file = content === undefined ? join(folder, 'none.graphql') : write('supergraph.graphql', content);
    const problems = problemsOf({ SUPERGRAPH: file });
    expect(problems).toEqual([expect.stringMatching(/^SUPERGRAPH must name a (readable|composed) /)]);
    expect(problems[0]).toMatch(message);
    expect(problems[0]).toContain(JSON.stringify(file));
  });
}

test('origins for CORS are exact', () => {
  const CORS_ORIGINS = 'https://shop.example.com, http://localhost:5173';
  expect([...readGatewayConfig({ ...least, CORS_ORIGINS }).access.corsOrigins]).toEqual([
    'https://shop.example.com',
    'http://localhost:5173',
  ]);
  for (const origin of [
    '*',
    'null',
    'https://*.example.com/',
    'https://a/',
    'https://a/b',
    'shop.example.com',
    'ftp://a',
    '',
  ]) {
    expect(problemsOf({ ...least, CORS_ORIGINS: `https://a,${origin}` })).toEqual([
      expect.stringMatching(/^CORS_ORIGINS must name origins such as/),
    ]);
  }
});

test('a safelist that is on needs a manifest, and it must be one', () => {
  for (const SAFELIST of ['log', 'enforce']) {
    expect(problemsOf({ ...least, SAFELIST })).toEqual(['SAFELIST_MANIFEST is required but not set']);
  }
  const apollo = {
    format: 'apollo-persisted-query-manifest',
    version: 1,
    operations: [{ id: 'a', body: '{ a }' }],
  };
  const problemOf = (manifest: unknown): string | undefined => {
    const SAFELIST_MANIFEST = write('manifest.json', JSON.stringify(manifest));
    return problemsOf({ ...least, SAFELIST: 'enforce', SAFELIST_MANIFEST })[0];
  };
  expect(problemOf(apollo)).toBeUndefined();
  expect(problemOf({ a: '{ a }', 'sha256:a': '{ a }' })).toBeUndefined();
  for (const [manifest, message] of [
    [{ ...apollo, version: 2 }, /must have the format "apollo-persisted-query-manifest", version 1/],
    [{ ...apollo, format: 'x' }, /must have the format/],
    [{ ...apollo, operations: [{ id: 'a' }] }, /must hold a document for each id \("a" has none\)/],
    [
      { ...apollo, operations: [{ body: '{ a }' }] },
      /must hold operations with an "id" \(number 1 has none\)/,
    ],
    [{ a: '{ a }', 'sha256:a': '{ b }' }, /must hold one document for each id \("sha256:a" has two\)/],
    [{ a: 1 }, /must hold a document for each id/],
    [{ 'sha256:': '{ a }' }, /must hold no empty id/],
    [{}, /must hold at least one operation/],
    [['{ a }'], /must hold a JSON object/],
  ] as const) {
    expect(problemOf(manifest)).toMatch(message);
  }
  for (const [text, key] of [
    ['{"a":"{ a }","b":"{ b }","a":"{ c }"}', 'a'],
    ['{"a\\"\\\\":"{ a }","\\u0061\\"\\\\":"{ c }"}', 'a\\"\\\\'],
    [JSON.stringify(apollo).replace('"body"', '"body":"{ b }","body"'), 'body'],
  ] as const) {
    const SAFELIST_MANIFEST = write('manifest.json', text);
    expect(problemsOf({ ...least, SAFELIST: 'enforce', SAFELIST_MANIFEST })).toEqual([
      expect.stringContaining(`must hold one value for each key ("${key}" has two)`),
    ]);
  }
  const twice = {
    ...least,
    SAFELIST: 'log',
    SAFELIST_MANIFEST: write('manifest.json', '{"a":"{ a }", "a":"{ a }"}'),
  };
  expect(problemsOf(twice)).toEqual([]);
  const broken = { ...least, SAFELIST: 'log', SAFELIST_MANIFEST: write('manifest.json', '{') };
  expect(problemsOf(broken)[0]).toMatch(/^SAFELIST_MANIFEST must hold JSON/);
  expect(problemsOf({ ...broken, SAFELIST_MANIFEST: join(folder, 'none.json') })[0]).toMatch(/ENOENT/);
});

test('a supergraph must be named', () => {
  expect(problemsOf({})).toEqual(['SUPERGRAPH is required but not set']);
});

test('production refuses to start without keys, issuer and audience', () => {
  expect(problemsOf({ ...least, NODE_ENV: 'production' })).toEqual([
    'TOKEN_ISSUER is required but not set',
    'TOKEN_AUDIENCE is required but not set',
    'INTERNAL_PRIVATE_KEY_FILE is required but not set',
    'CLIENT_JWKS_URL or CLIENT_PUBLIC_KEYS_FILE is required but not set',
  ]);
  expect(readGatewayConfig(production)).toMatchObject({ mode: 'production', pages: { development: false } });
});

test('the keys of clients come from one place', () => {
  expect(problemsOf({ ...production, CLIENT_JWKS_URL: 'https://login.example.com/jwks' })).toEqual([
    'CLIENT_JWKS_URL and CLIENT_PUBLIC_KEYS_FILE must not both be set',
  ]);
  const remote = { ...production, CLIENT_PUBLIC_KEYS_FILE: '' };
  for (const url of ['https://login.example.com/jwks', 'http://127.0.0.1:8080/jwks', 'http://localhost/jwks'])
    expect(problemsOf({ ...remote, CLIENT_JWKS_URL: url })).toEqual([]);
});

test.each([
  'http://login.example.com/jwks',
  'http://127.0.0.1.example.com/jwks',
  'https://user:secret@login.example.com/jwks',
  'ftp://login.example.com/jwks',
  'login.example.com/jwks',
])('production refuses to read keys from %s', (url) => {
  const problems = problemsOf({ ...production, CLIENT_PUBLIC_KEYS_FILE: '', CLIENT_JWKS_URL: url });
  expect(problems).toEqual([expect.stringMatching(/^CLIENT_JWKS_URL must be a URL /)]);
  expect(problems.join()).not.toContain('secret');
});

test.each(['none', 'HS256', 'ES256,HS512', 'es256', 'ES256,', 'dir'])(
  'tokens with the signature %s can never be allowed',
  (TOKEN_ALGORITHMS) => {
    expect(problemsOf({ ...least, TOKEN_ALGORITHMS })).toEqual([
      expect.stringMatching(/^TOKEN_ALGORITHMS must name some of ES256, /),
    ]);
  },
);

test('clients have a rate limit in production by default', () => {
  expect(readGatewayConfig(least).rates.perMinute).toBe(0);
  expect(readGatewayConfig(production).rates.perMinute).toBe(500_000);
  expect(readGatewayConfig({ ...production, RATE_LIMIT_PER_MINUTE: '0' }).rates.perMinute).toBe(0);
});

test('workers are counted, and cannot share a file of recorded operations', () => {
  expect(readGatewayConfig({ ...least, WORKERS: '3' }).workers).toBe(3);
  expect(readGatewayConfig({ ...least, WORKERS: 'auto' }).workers).toBeGreaterThanOrEqual(1);
  for (const WORKERS of ['0', '65', '-1', '1.5', 'all', '１'])
    expect(problemsOf({ ...least, WORKERS })).toEqual([
      expect.stringMatching(/^WORKERS must be auto or a whole number from 1 to 64/),
    ]);
  const RECORD_OPERATIONS = join(folder, 'recorded.json');
  expect(problemsOf({ ...least, RECORD_OPERATIONS })).toEqual([]);
  expect(problemsOf({ ...least, RECORD_OPERATIONS, WORKERS: '2' })).toEqual([
    'RECORD_OPERATIONS must not be set if WORKERS is more than 1',
  ]);
});

test('introspection is off in production by default', () => {
  expect(readGatewayConfig(least).access.introspection).toBe(true);
  expect(readGatewayConfig(production).access.introspection).toBe(false);
  expect(readGatewayConfig({ ...production, INTROSPECTION: 'on' }).access.introspection).toBe(true);
});

test('production refuses the development pages', () => {
  expect(problemsOf({ ...production, DEVELOPMENT_PAGES: 'on' })).toEqual([
    'DEVELOPMENT_PAGES must be off if NODE_ENV is production, but is "on"',
  ]);
  expect(problemsOf({ ...production, DEVELOPMENT_PAGES: 'off' })).toEqual([]);
});

test('a supergraph without the URL of a subgraph requires the variable of its name', () => {
  const sdl = 'enum join__Graph { A_B @join__graph(name: "a-b", url: "") }';
  const SUPERGRAPH = write('supergraph.graphql', sdl);
  expect(problemsOf({ SUPERGRAPH })).toEqual(['A_B_URL is required but not set']);
  expect(problemsOf({ SUPERGRAPH, A_B_URL: 'http://a/' })).toEqual([]);
});

function problemsOf(env: Environment): readonly string[] {
  try {
    readGatewayConfig(env);
    return [];
  } catch (error) {
    if (error instanceof ConfigError) return error.problems;
    throw error;
  }
}

function write(name: string, content: string): string {
  const file = join(folder, name);
  writeFileSync(file, content);
  return file;
}
