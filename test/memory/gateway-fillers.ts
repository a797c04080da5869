import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ApolloServer } from '@apollo/server';
import { createDocumentCheck } from '@supergraph/gateway/policy/limits/document-check.ts';
import { createManifestIndex } from '@supergraph/gateway/policy/persisted/manifest-index.ts';
import { createRegisteredTexts } from '@supergraph/gateway/policy/persisted/registered-texts.ts';
import { createSafelist } from '@supergraph/gateway/policy/persisted/safelist.ts';
import { createUnknownOperationLog } from '@supergraph/gateway/policy/persisted/unknown-operation-log.ts';
import { createFailureLimit } from '@supergraph/gateway/policy/rate/failure-limit.ts';
import { createTokenBuckets } from '@supergraph/gateway/policy/rate/token-buckets.ts';
import { startOperationRecorder } from '@supergraph/gateway/policy/recording/operation-recorder.ts';
import { createDocumentStore } from '@supergraph/service-kit/document-store.ts';
import { createChangingKeys, createFixedKeys } from '@supergraph/service-kit/identity/key-source.ts';
import { createTokenSigner } from '@supergraph/service-kit/identity/token-signer.ts';
import { createTokenVerifier } from '@supergraph/service-kit/identity/token-verifier.ts';
import type { ExecutorContext } from '@supergraph/service-kit/known/executor.ts';
import { createOperationStore } from '@supergraph/service-kit/known/operation-store.ts';
import { createLog } from '@supergraph/service-kit/log.ts';
import { createSchemaGateway } from '@supergraph/service-kit/subgraph/schema-gateway.ts';
import { buildSchema, parse } from 'graphql';
import { exportJWK, generateKeyPair } from 'jose';
import { commentedDocument, documentOfComments, entryCount, sliceOf } from './hostile-texts.ts';

const log = createLog({ service: 'test', mode: 'production', level: 'silent' });

const limits = {
  maxTokens: 10_000,
  maxNesting: 100,
  maxDirectives: 50,
  maxDepth: 30,
  maxRootFields: 20,
  maxAliases: 50,
  maxSelections: 1_000,
};

/** Function that fills a cache and returns an object that keeps the cache alive. */
export type Filler = () => Promise<unknown>;

function each(count: number, put: (n: number) => unknown): void {
  for (let n = 0; n < count; n++) put(n);
}

/**
 * Fillers of the gateway's and the service kit's caches, each with entries that retain more memory than their
 * length.
 */
export const gatewayFillers: Readonly<Record<string, Filler>> = {
  'documents of few characters': async () => {
    const store = createDocumentStore();
    for (let n = 0; n < entryCount; n++) await store.set(`${n}`, parse(commentedDocument(n, 10)));
    return store;
  },
  'documents that consist mostly of comments': async () => {
    const store = createDocumentStore();
    for (let n = 0; n < 1_500; n++) await store.set(`${n}`, parse(commentedDocument(n, 200_000)));
    for (let n = 0; n < 50; n++) await store.set(`#${n}`, parse(documentOfComments(n, 100_000)));
    return store;
  },
  'known operations': fillKnownOperations,
  'registered texts': async () => {
    const texts = createRegisteredTexts();
    for (let n = 0; n < entryCount; n++) await texts.set(`${n}`, sliceOf(commentedDocument(n, 10)));
    for (let n = 0; n < 500; n++) await texts.set(`#${n}`, commentedDocument(n, 200_000));
    return texts;
  },
  'verdicts on documents': async () => {
    const check = createDocumentCheck(limits);
    each(entryCount, (n) => check(sliceOf(commentedDocument(n, 10))));
    each(entryCount, (n) => check(sliceOf(`{a${n}${'{'.repeat(101)}`)));
    each(500, (n) => check(commentedDocument(n, 200_000)));
    return check;
  },
  'verdicts of the safelist': async () => {
    const safelist = createSafelist(createManifestIndex(new Map([['a', '{ a }']])));
    each(entryCount, (n) => safelist.holds(sliceOf(commentedDocument(n, 10))));
    each(500, (n) => safelist.holds(commentedDocument(n, 200_000)));
    return safelist;
  },
  'operations that the safelist log has reported': async () => {
    const tell = createUnknownOperationLog(log);
    each(entryCount, (n) => tell(sliceOf(commentedDocument(n, 10))));
    each(500, (n) => tell(commentedDocument(n, 200_000)));
    return tell;
  },
  'rate limits of clients': async () => {
    const buckets = createTokenBuckets(1_000);
    each(entryCount, (n) => buckets.take(`address ${sliceOf(`203.0.113.${n}`)}`, 1));
    each(entryCount, (n) => buckets.take(`subject ${n}${'s'.repeat(5_000)}`, 1));
    return buckets;
  },
  'accepted tokens': async () => {
    const authenticate = createFailureLimit({
      perMinute: 1_000,
      authenticate: async () => ({ subject: 'ada', scopes: new Set<string>() }),
    });
    const address = (): string => '203.0.113.1';
    for (let n = 0; n < 20_000; n++)
      await authenticate({ authorization: `Bearer ${n}${'t'.repeat(8_000)}`, address });
    return authenticate;
  },
  'recorded operations': async () => {
    const path = join(mkdtempSync(join(tmpdir(), 'supergraph-record-')), 'operations.json');
    const recorder = startOperationRecorder({ path, operations: [] }, log);
    const server = new ApolloServer({
      typeDefs: 'type Query { a: Int }',
      plugins: [recorder.plugin],
      documentStore: null,
    });
    await server.start();
    for (let n = 0; n < 500; n++)
      await server.executeOperation({ query: `query N${n}${'n'.repeat(200_000)} { a }` });
    return recorder;
  },
  'ids of keys': async () => {
    const value = { value: () => undefined, retryInMs: () => undefined, cooldownLeftMs: () => 0 };
    const keys = createChangingKeys({ ...value, refresh: async () => {}, stop: () => {} });
    for (let n = 0; n < entryCount; n++) await keys.lookFor(`${n}${'k'.repeat(5_000)}`);
    return keys;
  },
  'tokens with thousands of scopes': fillTokens,
};

/** Adds hostile documents: short ones, long ones, and many operations of one document. */
async function fillKnownOperations(): Promise<unknown> {
  const store = createOperationStore();
  const context = await captureContext();
  const add = (source: string, operationName?: string): void => {
    const document = parse(source);
    const question = {
      text: source,
      hash: undefined,
      operationName,
      variables: {},
      extensions: {},
      accept: '',
    };
    store.add(question, { ...context, source, document });
  };
  each(entryCount, (n) => add(sliceOf(commentedDocument(n, 10))));
  each(500, (n) => add(commentedDocument(n, 200_000)));
  each(300, (n) => {
    const names = Array.from({ length: 20 }, (_, at) => `N${at}`);
    const text = names.map((name) => `query ${name} { a${n}: a }`).join(' ');
    for (const name of names) add(text, sliceOf(name));
  });
  return store;
}

/** Returns the context of an execution, as Apollo Server creates it. */
async function captureContext(): Promise<ExecutorContext> {
  const { promise, resolve } = Promise.withResolvers<ExecutorContext>();
  const gateway = createSchemaGateway(buildSchema('type Query { a: Int }'));
  const { executor } = await gateway.load({ apollo: {} });
  const server = new ApolloServer({
    gateway: {
      ...gateway,
      load: async () => ({
        executor: async (context) => {
          resolve(context);
          return executor === null ? {} : executor(context);
        },
      }),
    },
  });
  await server.start();
  await server.executeOperation({ query: '{ a }' });
  return promise;
}

async function fillTokens(): Promise<unknown> {
  const { publicKey, privateKey } = await generateKeyPair('ES256', { extractable: true });
  const jwk = await exportJWK(privateKey);
  const [issuer, audience] = ['https://issuer.example', 'graph'];
  const options = { privateKey: () => jwk, purpose: 'client', issuer, ttlSeconds: 600 } as const;
  const sign = createTokenSigner(options);
  const signInternal = createTokenSigner({ ...options, purpose: 'internal' });
  const verifier = createTokenVerifier({
    purpose: 'client',
    keys: createFixedKeys({ keys: [{ ...(await exportJWK(publicKey)), alg: 'ES256' }] }),
    issuer,
    audience,
    algorithms: ['ES256'],
    clockSkewMs: 0,
  });
  for (let n = 0; n < 2_500; n++) {
    const scopes = new Set(Array.from({ length: 700 }, (_, scope) => (n * 700 + scope).toString(36)));
    const viewer = await verifier.verify(await sign({ subject: `user ${n}`, scopes }, audience));
    await Promise.all(['users', 'orders'].map((subgraph) => signInternal(viewer, subgraph)));
  }
  return [verifier, signInternal];
}
