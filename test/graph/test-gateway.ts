import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type GatewayOverrides, startGateway } from '@supergraph/gateway/gateway.ts';
import { readGatewayConfig } from '@supergraph/gateway/gateway-config.ts';
import { repositoryRoot } from '@supergraph/schema/registry.ts';
import type { Environment } from '@supergraph/service-kit/config.ts';
import { createDevelopmentToken } from '@supergraph/service-kit/identity/development-keys.ts';
import type { Person } from './people.ts';
import { testEnvironment } from './test-environment.ts';

/** A gateway without subgraphs. By default their URLs name a port where nothing listens. */
export interface TestGateway {
  /** Origin, such as `http://127.0.0.1:4000`. */
  readonly origin: string;
  /** URL of its GraphQL endpoint. */
  readonly url: string;
  readonly dataDir: string;
  readonly tokenOf: (person: Person) => Promise<string>;
  readonly stop: () => Promise<void>;
}

/** Listening on this port needs root, so nothing listens there. */
const nowhere = 'http://127.0.0.1:9/graphql';

/** Starts a gateway for a test file. It must be stopped, which keeps a folder named by DATA_DIR. */
export async function startTestGateway(
  env: Environment = {},
  overrides: GatewayOverrides = {},
): Promise<TestGateway> {
  const dataDir = env.DATA_DIR ?? mkdtempSync(join(tmpdir(), 'supergraph-gateway-'));
  const gateway = await startGateway(
    readGatewayConfig({
      ...testEnvironment,
      DATA_DIR: dataDir,
      PORT: '0',
      SUPERGRAPH: new URL('schema/supergraph.graphql', repositoryRoot).pathname,
      USERS_URL: nowhere,
      ORDERS_URL: nowhere,
      ...env,
    }),
    overrides,
  );
  return {
    origin: gateway.url,
    url: `${gateway.url}/graphql`,
    dataDir,
    tokenOf: ({ subject, scopes }) =>
      createDevelopmentToken({ dataDir, viewer: { subject, scopes: new Set(scopes) }, ttlSeconds: 600 }),
    stop: async () => {
      await gateway.stop();
      if (env.DATA_DIR === undefined) rmSync(dataDir, { recursive: true, force: true });
    },
  };
}
