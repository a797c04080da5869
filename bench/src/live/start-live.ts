import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { repositoryRoot } from '@supergraph/schema/registry.ts';
import {
  createDevelopmentToken,
  readOrCreateDevelopmentKeys,
} from '@supergraph/service-kit/identity/development-keys.ts';
import { internalIssuer } from '@supergraph/service-kit/identity/token-purpose.ts';
import { createTokenSigner } from '@supergraph/service-kit/identity/token-signer.ts';
import type { Viewer } from '@supergraph/service-kit/identity/viewer.ts';
import type { GraphDatabases } from '../graph/with-graph-databases.ts';
import { isRecord } from '../processes/is-record.ts';
import { type Child, startChild } from '../processes/start-child.ts';

/** Running process and its GraphQL URL. */
export type LiveService = { readonly url: string; readonly process: Child };

/** Gateways that are measured. */
export type LiveGateway = 'ours' | 'hive';

const supergraphFile = fileURLToPath(new URL('schema/supergraph.graphql', repositoryRoot));
const viewer: Viewer = { subject: '00000000-0000-4000-8000-000000000001', scopes: new Set(['users:read']) };
/** Longer than any run. */
const tokenSeconds = 24 * 3600;

/** Starts the subgraph that has the events. */
export function startOrders(databases: GraphDatabases): Promise<LiveService> {
  return start({ kind: 'orders', env: createEnvironment(databases) });
}

/** Starts a gateway in front of the subgraph. */
export async function startLiveGateway(
  gateway: LiveGateway,
  databases: GraphDatabases,
  ordersUrl: string,
): Promise<LiveService> {
  const env = { ...createEnvironment(databases), ORDERS_URL: ordersUrl };
  if (gateway === 'ours') return start({ kind: 'gateway', env });
  const supergraphSdl = readFileSync(supergraphFile, 'utf8');
  const { internal } = await readOrCreateDevelopmentKeys(databases.dataDir);
  const sign = createTokenSigner({
    privateKey: () => internal.privateKey,
    purpose: 'internal',
    issuer: internalIssuer,
    ttlSeconds: tokenSeconds,
  });
  const token = await sign(viewer, 'orders');
  return start({ kind: 'hive', supergraphSdl, location: ordersUrl, token });
}

/** Creates the token of the subscribers. */
export function createSubscriberToken({ dataDir }: GraphDatabases): Promise<string> {
  return createDevelopmentToken({ dataDir, viewer, ttlSeconds: tokenSeconds });
}

async function start(details: Readonly<Record<string, unknown>>): Promise<LiveService> {
  const process = startChild(new URL('./live-process.ts', import.meta.url), { v8Flags: ['--expose-gc'] });
  try {
    const answer = await process.ask('start', details);
    if (!isRecord(answer) || typeof answer.origin !== 'string')
      throw new Error(`A service must answer its origin; received ${JSON.stringify(answer)}`);
    return { url: `${answer.origin}/graphql`, process };
  } catch (error) {
    process.stop();
    throw error;
  }
}

/** Creates the settings of the services. The whole load is one client's, and its wait is measured instead of refused. */
function createEnvironment({ dataDir, ordersUrl }: GraphDatabases): Readonly<Record<string, string>> {
  const unlimited = '1000000';
  return {
    // Without users, whose events orders would read, a warning is expected.
    LOG_LEVEL: 'error',
    DATA_DIR: dataDir,
    SUPERGRAPH: supergraphFile,
    PORT: '0',
    ORDERS_PORT: '0',
    ORDERS_DATABASE_URL: ordersUrl,
    RATE_LIMIT_PER_MINUTE: '1000000000',
    SHED_LAG_MS: '0',
    MAX_CONNECTIONS: unlimited,
    MAX_SUBSCRIPTIONS: unlimited,
    MAX_CLIENT_SUBSCRIPTIONS: unlimited,
    SUBSCRIPTIONS_PER_CLIENT: unlimited,
    DATABASE_CONNECT_TIMEOUT_MS: '15000',
  };
}
