import { repositoryRoot } from '@supergraph/schema/registry.ts';
import type { Environment } from '@supergraph/service-kit/config.ts';
import { findFreePort } from './free-port.ts';
import { type Person, staff } from './people.ts';
import { createProductionKeys, type ProductionKeys } from './production-keys.ts';
import { type ServiceProcess, spawnService, stopService } from './service-process.ts';
import { createTestDatabase } from './test-database.ts';
import { patientEnvironment } from './test-environment.ts';

/** A graph as production runs it: three processes, keys in files, logs as JSON. */
export interface ProductionGraph {
  readonly url: string;
  readonly keys: ProductionKeys;
  readonly services: Readonly<Record<'gateway' | 'users' | 'orders', ServiceProcess>>;
  readonly databaseUrls: Readonly<Record<'users' | 'orders', string>>;
  /** Sends an operation to the gateway and returns the whole response. */
  readonly post: (
    query: string,
    options?: {
      readonly as?: Person;
      readonly headers?: Readonly<Record<string, string>>;
      readonly variables?: Readonly<Record<string, unknown>>;
    },
  ) => Promise<Response>;
  readonly stop: () => Promise<void>;
}

/**
 * Starts a production graph with the demo data, by default on new databases. It must be stopped. `gatewayEnv` is for the
 * gateway alone.
 */
export async function startProductionGraph(
  gatewayEnv: Environment = {},
  given?: ProductionGraph['databaseUrls'],
): Promise<ProductionGraph> {
  const keys = await createProductionKeys();
  const env = { ...keys.env, ...patientEnvironment };
  const databaseUrls = given ?? {
    users: await createTestDatabase('users'),
    orders: await createTestDatabase('orders'),
  };
  const ports = { users: await findFreePort(), orders: await findFreePort() };
  const subgraph = (name: 'users' | 'orders') => {
    const port = ports[name];
    const prefix = name.toUpperCase();
    const service = spawnService(`subgraphs/${name}/src/main.ts`, {
      ...env,
      DEMO_DATA: 'on',
      USERS_EVENTS_URL: `http://127.0.0.1:${ports.users}/events`,
      ORDERS_EVENTS_URL: `http://127.0.0.1:${ports.orders}/events`,
      [`${prefix}_PORT`]: String(port),
      [`${prefix}_DATABASE_URL`]: databaseUrls[name],
    });
    return { service, url: `http://127.0.0.1:${port}/graphql` };
  };
  const [users, orders] = [subgraph('users'), subgraph('orders')];
  const gateway = spawnService('gateway/src/main.ts', {
    ...env,
    PORT: '0',
    SUPERGRAPH: new URL('schema/supergraph.graphql', repositoryRoot).pathname,
    USERS_URL: users.url,
    ORDERS_URL: orders.url,
    ...gatewayEnv,
  });
  const services = { gateway, users: users.service, orders: orders.service };
  const [origin] = await Promise.all([gateway.ready, users.service.ready, orders.service.ready]);
  const url = `${origin}/graphql`;
  return {
    url,
    keys,
    services,
    databaseUrls,
    post: async (query, { as = staff, headers = {}, variables } = {}) =>
      fetch(url, {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          authorization: `Bearer ${await keys.tokenOf(as)}`,
          ...headers,
        },
        body: JSON.stringify({ query, variables }),
      }),
    stop: async () => {
      await Promise.all(Object.values(services).map(stopService));
      keys.remove();
    },
  };
}
