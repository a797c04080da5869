import { mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { repositoryRoot } from '@supergraph/schema/registry.ts';
import type { Environment } from '@supergraph/service-kit/config.ts';
import { createDevelopmentToken } from '@supergraph/service-kit/identity/development-keys.ts';
import { inject } from 'vitest';
import { type Answer, postOperation } from './answer.ts';
import { startInOne } from './monolith-topology.ts';
import { type Person, staff } from './people.ts';
import { startServices } from './services-topology.ts';
import { testEnvironment } from './test-environment.ts';
import { type TestSubgraph, topology } from './topology.ts';

/**
 * A whole graph for one test on a free port, with two databases that hold the demo data: three services, or
 * all in one process, depending on the run's topology.
 */
export interface TestGraph {
  readonly url: string;
  readonly dataDir: string;
  readonly users: TestSubgraph;
  readonly orders: TestSubgraph;
  /** Sends an operation to the gateway over HTTP, by default as the staff user. */
  readonly ask: (query: string, options?: AskOptions) => Promise<Answer>;
  /** Creates a token that the gateway accepts. */
  readonly tokenOf: (person: Person) => Promise<string>;
  readonly stop: () => Promise<void>;
}

export interface AskOptions {
  /** `anonymous` sends no token. */
  readonly as?: Person | 'anonymous';
  readonly variables?: Readonly<Record<string, unknown>>;
}

/** Additional environment variables of a test graph, for every service or for the gateway alone. */
export interface TestGraphOptions {
  readonly env?: Environment;
  readonly gatewayEnv?: Environment;
}

/** Starts a graph for a test file. It must be stopped. */
export async function startTestGraph({
  env = {},
  gatewayEnv = {},
}: TestGraphOptions = {}): Promise<TestGraph> {
  const dataDir = mkdtempSync(join(inject('runFolder'), 'graph-'));
  const common = {
    ...testEnvironment,
    DATA_DIR: dataDir,
    DEMO_DATA: 'on',
    PORT: '0',
  };
  const SUPERGRAPH = new URL('schema/supergraph.graphql', repositoryRoot).pathname;
  const start = topology === 'monolith' ? startInOne : startServices;
  const { origin, users, orders, stop } = await start({
    dataDir,
    env: { ...common, SUPERGRAPH, ...env },
    gatewayEnv,
  });
  const url = `${origin}/graphql`;
  const tokenOf = ({ subject, scopes }: Person): Promise<string> =>
    createDevelopmentToken({ dataDir, viewer: { subject, scopes: new Set(scopes) }, ttlSeconds: 600 });
  return {
    url,
    dataDir,
    users,
    orders,
    ask: async (query, { as = staff, variables } = {}) =>
      postOperation(url, as === 'anonymous' ? undefined : await tokenOf(as), { query, variables }),
    tokenOf,
    stop: async () => {
      await stop();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}
