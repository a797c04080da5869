import { join } from 'node:path';
import { repositoryRoot } from '@supergraph/schema/registry.ts';
import type { Environment } from '@supergraph/service-kit/config.ts';
import { findFreePort } from '../../graph/free-port.ts';
import type { IdentityProvider } from '../../graph/identity-provider.ts';
import type { ProductionKeys } from '../../graph/production-keys.ts';
import { type ServiceProcess, spawnService } from '../../graph/service-process.ts';
import type { StubServer } from '../../graph/stub-server.ts';
import type { ServiceName } from './attacked-system.ts';
import { createServedFolder, type ServedFolder } from './served-folder.ts';

/** Cost that a client of the gateway `metered` may spend per minute. */
export const smallAllowance = 40;
/** Number of rejected tokens per minute that the gateway `metered` accepts from one address. */
export const fewFailures = 20;
/** Largest number of connections of the gateway `metered`. */
export const fewConnections = 400;
/** Time limits for clients of the gateway `metered`, in milliseconds. */
export const shortDeadlineMs = 1_000;
/** The origin whose pages may send requests to the gateway. */
export const listedOrigin = 'https://shop.example.com';

/** Settings of the processes. */
export interface Surroundings {
  readonly keys: ProductionKeys;
  readonly databaseUrls: Readonly<Record<'users' | 'orders', string>>;
  readonly provider: IdentityProvider;
  readonly falseOrders: StubServer;
}

/** Spawns all processes. The caller removes the files in the folder. */
export async function spawnServices({ keys, databaseUrls, provider, falseOrders }: Surroundings): Promise<{
  readonly services: Readonly<Record<ServiceName, ServiceProcess>>;
  readonly folder: ServedFolder;
}> {
  const folder = createServedFolder();
  const [users, orders] = await spawnSubgraphs(keys, databaseUrls);
  const common = {
    ...keys.env,
    PORT: '0',
    SUPERGRAPH: pathOf('schema/supergraph.graphql'),
    USERS_URL: users.url,
    ORDERS_URL: orders.url,
    // Load shedding on a busy machine (503) would look like the effect of an attack.
    SHED_LAG_MS: '0',
  };
  const gateway = (env: Environment) => spawn('gateway/src/main.ts', { ...common, ...env });
  const services = {
    gateway: gateway({
      PAGES: `/site=${folder.path}`,
      CORS_ORIGINS: listedOrigin,
      SAFELIST: 'log',
      SAFELIST_MANIFEST: folder.manifest,
      MCP: 'on',
      MCP_URL: 'https://agents.example.com/mcp',
      REST: 'on',
      // The audits send as much in a minute as hundreds of clients would.
      RATE_LIMIT_PER_MINUTE: '10000000',
      FAILED_TOKENS_PER_MINUTE: '1000000',
    }),
    enforcing: gateway({
      SAFELIST: 'enforce',
      SAFELIST_MANIFEST: folder.manifest,
      ORDERS_URL: falseOrders.url,
      SUBGRAPH_TIMEOUT_MS: '1000',
      // An open circuit breaker would hide the answers of the failing subgraph.
      BREAKER_FAILURE_PERCENT: '0',
      MAX_BATCH_SIZE: '3',
    }),
    metered: gateway({
      CLIENT_PUBLIC_KEYS_FILE: undefined,
      CLIENT_JWKS_URL: provider.jwksUrl,
      CLIENT_JWKS_COOLDOWN_MS: '500',
      PAGES: `/site=${folder.path}`,
      ANONYMOUS: 'allow',
      TRUST_PROXY: '1',
      RATE_LIMIT_PER_MINUTE: String(smallAllowance),
      FAILED_TOKENS_PER_MINUTE: String(fewFailures),
      MAX_CONNECTIONS: String(fewConnections),
      CLIENT_HEADERS_TIMEOUT_MS: String(shortDeadlineMs),
      CLIENT_REQUEST_TIMEOUT_MS: String(2 * shortDeadlineMs),
      KEEP_ALIVE_TIMEOUT_MS: String(shortDeadlineMs),
    }),
  };
  return { services: { ...services, users: users.service, orders: orders.service }, folder };
}

async function spawnSubgraphs(keys: ProductionKeys, databaseUrls: Surroundings['databaseUrls']) {
  const ports = { users: await findFreePort(), orders: await findFreePort() };
  const subgraph = (name: 'users' | 'orders') => {
    const port = ports[name];
    const prefix = name.toUpperCase();
    const env = {
      USERS_EVENTS_URL: `http://127.0.0.1:${ports.users}/events`,
      ORDERS_EVENTS_URL: `http://127.0.0.1:${ports.orders}/events`,
      [`${prefix}_PORT`]: String(port),
      [`${prefix}_DATABASE_URL`]: databaseUrls[name],
    };
    const service = spawn(`subgraphs/${name}/src/main.ts`, { ...keys.env, DEMO_DATA: 'on', ...env });
    return { service, url: `http://127.0.0.1:${port}/graphql` };
  };
  return [subgraph('users'), subgraph('orders')] as const;
}

function spawn(main: string, env: Environment): ServiceProcess {
  const probe = new URL('test/attack/system/memory-probe.ts', repositoryRoot);
  return spawnService(main, env, ['--expose-gc', '--import', probe.href]);
}

function pathOf(path: string): string {
  return join(new URL(repositoryRoot).pathname, path);
}
