import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { getQuery, postJson } from '../graph/ask-gateway.ts';
import { startTestGateway, type TestGateway } from '../graph/test-gateway.ts';

const folder = mkdtempSync(join(tmpdir(), 'supergraph-safelist-'));
const registered = 'query Registered($skip: Boolean = false) { __typename @skip(if: $skip) }';
const custom = 'query Custom { kind: __typename }';
const mutation = 'mutation Registered { __typename }';
const data = { __typename: 'Query' };
const other = '{ other: __typename }';

const write = (name: string, manifest: unknown): string => {
  const file = join(folder, name);
  writeFileSync(file, JSON.stringify(manifest));
  return file;
};
const manifests = {
  "Apollo's": write('apollo.json', {
    format: 'apollo-persisted-query-manifest',
    version: 1,
    operations: [
      { id: hashOf(registered), name: 'Registered', type: 'query', body: registered },
      { id: 'custom-id', name: 'Custom', type: 'query', body: custom },
      { id: hashOf(mutation), name: 'Registered', type: 'mutation', body: mutation },
    ],
  }),
  "graphql-codegen's": write('codegen.json', {
    [hashOf(registered)]: registered,
    'custom-id': custom,
    [hashOf(mutation)]: mutation,
  }),
  "graphql-codegen's with sha256:": write('prefixed.json', {
    [`sha256:${hashOf(registered)}`]: registered,
    'custom-id': custom,
    [`sha256:${hashOf(mutation)}`]: mutation,
  }),
};

afterAll(() => rmSync(folder, { recursive: true }));

for (const [form, SAFELIST_MANIFEST] of Object.entries(manifests)) {
  test(`enforced, a manifest of ${form} form executes its operations by id, in every request form`, async () => {
    const gateway = await startTestGateway({ SAFELIST: 'enforce', SAFELIST_MANIFEST });
    const hash = hashOf(registered);
    for (const parameters of [
      { documentId: `sha256:${hash}` },
      { documentId: hash },
      persistedQuery(hash),
      persistedQuery(`sha256:${hash}`),
      { documentId: `sha256:${hash}`, ...persistedQuery(hash), operationName: 'Registered' },
    ]) {
      const expected = { status: 200, body: { data } };
      expect(await postJson(gateway, parameters)).toMatchObject(expected);
      expect(await getQuery(gateway, parameters)).toMatchObject(expected);
      const variables = { skip: true };
      expect((await postJson(gateway, { ...parameters, variables })).body).toEqual({ data: {} });
      expect((await getQuery(gateway, { ...parameters, variables })).body).toEqual({ data: {} });
    }
    expect(await postJson(gateway, { documentId: 'custom-id' })).toMatchObject({
      body: { data: { kind: 'Query' } },
    });
    await gateway.stop();
  });
}

test('enforced, a registered mutation by GET is 405', async () => {
  const gateway = await startEnforcing();
  expect((await getQuery(gateway, { documentId: hashOf(mutation) })).status).toBe(405);
  await gateway.stop();
});

test('enforced, a registered document may be sent as text, whatever its whitespace and order', async () => {
  const file = write('fragments.json', { a: 'query A { ...F } fragment F on Query { __typename }' });
  const gateway = await startEnforcing({ SAFELIST_MANIFEST: file });
  for (const query of [
    'query A { ...F } fragment F on Query { __typename }',
    'fragment F on Query {\n  __typename # a comment\n}\n\nquery A {,...F,}',
  ]) {
    expect(await postJson(gateway, { query })).toMatchObject({ status: 200, body: { data } });
  }
  await gateway.stop();
});

test('enforced, all other operations are refused, and APQ does not register them', async () => {
  const gateway = await startEnforcing();
  const cases: readonly (readonly [Readonly<Record<string, unknown>>, string])[] = [
    [{ query: other }, 'QUERY_NOT_IN_SAFELIST'],
    [
      { query: `${registered} query Other { __typename }`, operationName: 'Registered' },
      'QUERY_NOT_IN_SAFELIST',
    ],
    [{ query: '{ a' }, 'QUERY_NOT_IN_SAFELIST'],
    [{ query: other, ...persistedQuery(hashOf(other)) }, 'CANNOT_SEND_PQ_ID_AND_BODY'],
    [{ query: registered, documentId: hashOf(registered) }, 'CANNOT_SEND_PQ_ID_AND_BODY'],
    [{ query: other, documentId: hashOf(registered) }, 'CANNOT_SEND_PQ_ID_AND_BODY'],
    [{ documentId: hashOf(other) }, 'PERSISTED_QUERY_NOT_IN_LIST'],
    [persistedQuery(hashOf(other)), 'PERSISTED_QUERY_NOT_IN_LIST'],
    [{ documentId: '__proto__' }, 'PERSISTED_QUERY_NOT_IN_LIST'],
    [{ documentId: hashOf(registered), ...persistedQuery(hashOf(mutation)) }, 'BAD_REQUEST'],
    [{ documentId: 7 }, 'BAD_REQUEST'],
    [{ documentId: '' }, 'BAD_REQUEST'],
    [{ extensions: { persistedQuery: { version: 2, sha256Hash: hashOf(registered) } } }, 'BAD_REQUEST'],
    [{ extensions: { persistedQuery: { version: 1, sha256Hash: [hashOf(registered)] } } }, 'BAD_REQUEST'],
    [{ extensions: { persistedQuery: 'x' } }, 'BAD_REQUEST'],
    [{ query: 7 }, 'BAD_REQUEST'],
    [{ query: '' }, 'BAD_REQUEST'],
    [{}, 'BAD_REQUEST'],
  ];
  for (const [parameters, code] of cases) {
    expect(await postJson(gateway, parameters)).toMatchObject(refusal(code));
  }
  expect(await getQuery(gateway, { query: other })).toMatchObject(refusal('QUERY_NOT_IN_SAFELIST'));
  expect(await postJson(gateway, persistedQuery(hashOf(other)))).toMatchObject(
    refusal('PERSISTED_QUERY_NOT_IN_LIST'),
  );
  await gateway.stop();
});

test('enforced with ids only, a registered document sent as text is refused', async () => {
  const gateway = await startEnforcing({ SAFELIST_REQUIRE_ID: 'on' });
  expect(await postJson(gateway, { query: registered })).toMatchObject(
    refusal('PERSISTED_QUERY_ID_REQUIRED'),
  );
  expect(await postJson(gateway, { query: other })).toMatchObject(refusal('PERSISTED_QUERY_ID_REQUIRED'));
  expect(await postJson(gateway, { documentId: hashOf(registered) })).toMatchObject({ status: 200 });
  await gateway.stop();
});

test('enforced, the limits hold for registered documents too', async () => {
  const gateway = await startEnforcing({ MAX_ALIASES: '0' });
  expect(await postJson(gateway, { documentId: 'custom-id' })).toMatchObject(refusal('MAX_ALIASES_LIMIT'));
  await gateway.stop();
});

test('enforced, each operation of a batch is checked', async () => {
  const gateway = await startEnforcing({ MAX_BATCH_SIZE: '3' });
  expect(await postJson(gateway, [{ documentId: 'custom-id' }, { query: registered }])).toMatchObject({
    status: 200,
  });
  expect(await postJson(gateway, [{ documentId: 'custom-id' }, { query: other }])).toMatchObject(
    refusal('QUERY_NOT_IN_SAFELIST'),
  );
  await gateway.stop();
});

test('with the list only logged, other operations are executed, and registered by APQ', async () => {
  const gateway = await startTestGateway({ SAFELIST: 'log', SAFELIST_MANIFEST: manifests["Apollo's"] });
  expect(await postJson(gateway, { query: other })).toMatchObject({ body: { data: { other: 'Query' } } });
  expect(await postJson(gateway, { documentId: 'custom-id' })).toMatchObject({
    body: { data: { kind: 'Query' } },
  });
  expect(await postJson(gateway, { query: custom, documentId: 'custom-id' })).toMatchObject({ status: 200 });
  expect(await postJson(gateway, { query: other, ...persistedQuery(hashOf(other)) })).toMatchObject({
    status: 200,
  });
  expect(await postJson(gateway, persistedQuery(hashOf(other)))).toMatchObject({
    body: { data: { other: 'Query' } },
  });
  await gateway.stop();
});

test('APQ: an unknown hash requests the document, which is then known by its hash', async () => {
  const gateway = await startTestGateway();
  const notFound = {
    status: 200,
    body: {
      errors: [{ message: 'PersistedQueryNotFound', extensions: { code: 'PERSISTED_QUERY_NOT_FOUND' } }],
    },
  };
  const hash = hashOf(other);
  expect(await postJson(gateway, persistedQuery(hash))).toMatchObject(notFound);
  expect(await postJson(gateway, { query: other, ...persistedQuery(hash) })).toMatchObject({ status: 200 });
  for (const parameters of [persistedQuery(hash), { documentId: `sha256:${hash}` }]) {
    expect(await postJson(gateway, parameters)).toMatchObject({ body: { data: { other: 'Query' } } });
    expect(await getQuery(gateway, parameters)).toMatchObject({ body: { data: { other: 'Query' } } });
  }
  await gateway.stop();
});

test('APQ registers nothing under a hash of something else, nothing over the limits and nothing invalid', async () => {
  const gateway = await startTestGateway({ MAX_ALIASES: '1' });
  const hash = hashOf(other);
  for (const [query, id, code] of [
    [registered, hash, 'PERSISTED_QUERY_HASH_MISMATCH'],
    [other, hash.toUpperCase(), 'PERSISTED_QUERY_HASH_MISMATCH'],
    ['{ a: __typename b: __typename }', undefined, 'MAX_ALIASES_LIMIT'],
    ['{ nothing }', undefined, 'GRAPHQL_VALIDATION_FAILED'],
  ] as const) {
    const asked = persistedQuery(id ?? hashOf(query));
    expect(await postJson(gateway, { query, ...asked })).toMatchObject(refusal(code));
    expect((await postJson(gateway, asked)).body.errors[0].extensions.code).toBe('PERSISTED_QUERY_NOT_FOUND');
  }
  await gateway.stop();
});

test('with SAFELIST=off the ids of a manifest still work, and all other operations are executed too', async () => {
  const gateway = await startTestGateway({ SAFELIST: 'off', SAFELIST_MANIFEST: manifests["Apollo's"] });
  for (const parameters of [
    { documentId: `sha256:${hashOf(registered)}` },
    persistedQuery(hashOf(registered)),
  ])
    expect(await postJson(gateway, parameters)).toMatchObject({ status: 200, body: { data } });
  expect((await postJson(gateway, { query: other })).body).toEqual({ data: { other: 'Query' } });
  const apq = persistedQuery(hashOf(other));
  expect((await postJson(gateway, { query: other, ...apq })).body).toEqual({ data: { other: 'Query' } });
  expect((await postJson(gateway, apq)).body).toEqual({ data: { other: 'Query' } });
  await gateway.stop();
});

test('with APQ=off a hash is refused, and a registered id still works', async () => {
  const gateway = await startTestGateway({
    APQ: 'off',
    SAFELIST: 'log',
    SAFELIST_MANIFEST: manifests["Apollo's"],
  });
  expect((await postJson(gateway, persistedQuery(hashOf(other)))).body.errors[0].extensions.code).toBe(
    'PERSISTED_QUERY_NOT_SUPPORTED',
  );
  expect(await postJson(gateway, { documentId: hashOf(registered) })).toMatchObject({ body: { data } });
  await gateway.stop();
});

function startEnforcing(env: Readonly<Record<string, string>> = {}): Promise<TestGateway> {
  return startTestGateway({ SAFELIST: 'enforce', SAFELIST_MANIFEST: manifests["Apollo's"], ...env });
}

function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

function persistedQuery(sha256Hash: string) {
  return { extensions: { persistedQuery: { version: 1, sha256Hash } } };
}

function refusal(code: string) {
  return { status: 400, body: { errors: [{ message: expect.any(String), extensions: { code } }] } };
}
