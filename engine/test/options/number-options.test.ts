import { expect, test } from 'vitest';
import {
  createGateway,
  createHttpSubgraph,
  createLocalSubgraph,
  createResilientSubgraph,
  createSharedReads,
  type Subgraph,
  SubgraphError,
} from '../../src/index.ts';
import { createRequest } from '../kit/create-request.ts';
import { serveGraph } from '../kit/serve-graph.ts';
import { createSubgraphSchema } from '../kit/subgraph-definition.ts';

const SUPERGRAPH = 'schema { query: Query } type Query { a: Int }';
const idle: Subgraph = { execute: async () => ({ data: {} }) };
const schema = createSubgraphSchema({ typeDefs: 'type Query { a: Int }' });

const OWNERS: Readonly<
  Record<string, { readonly names: readonly string[]; readonly create: (options: object) => unknown }>
> = {
  createGateway: {
    names: [
      'requestTimeoutMs',
      'maxResponseBytes',
      'maxErrorsPerFetch',
      'maxOperations',
      'maxOperationsBytes',
    ],
    create: (options) => createGateway({ supergraphSdl: SUPERGRAPH, ...options }),
  },
  'createGateway: planning': {
    names: ['timeoutMs', 'maxWaitMs', 'maxQueued', 'maxThreads', 'maxMemoryMb'],
    create: (planning) => createGateway({ supergraphSdl: SUPERGRAPH, planning }),
  },
  'createGateway: cost': {
    names: ['maxCost', 'defaultListSize'],
    create: (cost) => createGateway({ supergraphSdl: SUPERGRAPH, cost }),
  },
  createResilientSubgraph: {
    names: ['maxRetries', 'retryBudgetPercent', 'concurrency', 'queue', 'queueWaitMs'],
    create: (options) => createResilientSubgraph(idle, options),
  },
  'createResilientSubgraph: breaker': {
    names: ['failurePercent', 'minRequests', 'openMs'],
    create: (breaker) => createResilientSubgraph(idle, { breaker }),
  },
  createSharedReads: {
    names: ['maxShared', 'maxWaiting'],
    create: (options) => createSharedReads(idle, { keyOf: () => undefined, ...options }),
  },
  createHttpSubgraph: {
    names: ['timeoutMs', 'maxResponseBytes', 'connections'],
    create: (options) => createHttpSubgraph({ url: 'http://127.0.0.1:9/', ...options }),
  },
  createLocalSubgraph: {
    names: ['timeoutMs'],
    create: (options) => createLocalSubgraph({ schema, ...options }),
  },
};

const OPTIONS = Object.entries(OWNERS).flatMap(([owner, { names, create }]) =>
  names.map((name) => ({ owner, name, create })),
);

test.for(OPTIONS)(
  '$owner: $name refuses NaN, negative and infinite numbers and texts by name',
  ({ owner, name, create }) => {
    for (const value of [Number.NaN, -1, Number.POSITIVE_INFINITY, '5', null]) {
      if (value === null) continue;
      const rule = new RegExp(`^${owner}: ${name} must be a number from \\d, but is ${String(value)}$`);
      expect(() => create({ [name]: value })).toThrow(rule);
    }
  },
);

test.for(OPTIONS)('$owner: $name treats an explicit undefined as the default', ({ name, create }) => {
  expect(() => create({ [name]: undefined })).not.toThrow();
});

test('planning limits that are undefined are the defaults, and operations are planned', async () => {
  const { execute } = await serveGraph(
    { a: { typeDefs: 'type Query { a: Int }', resolvers: { Query: { a: () => 1 } } } },
    { planning: { timeoutMs: undefined, maxMemoryMb: undefined, maxQueued: undefined } },
  );
  expect(await execute('{ a }')).toEqual({ data: { a: 1 } });
});

test('a breaker whose openMs is undefined stays open for the default time', async () => {
  let calls = 0;
  const failing: Subgraph = {
    execute: async () => {
      calls += 1;
      throw new SubgraphError('SUBREQUEST_HTTP_ERROR', 'down', { kind: 'broken' });
    },
  };
  const subgraph = createResilientSubgraph(failing, {
    maxRetries: 0,
    breaker: { minRequests: 1, openMs: undefined },
  });
  for (let i = 0; i < 20; i += 1) await subgraph.execute(createRequest()).catch(() => {});
  expect(calls).toBeLessThan(20);
});
