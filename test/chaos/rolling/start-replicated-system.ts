import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startEmbeddedPostgres } from '@supergraph/launcher/embedded-postgres/start-embedded-postgres.ts';
import { repositoryRoot } from '@supergraph/schema/registry.ts';
import type { Environment } from '@supergraph/service-kit/config.ts';
import { findFreePort } from '../../graph/free-port.ts';
import type { Person } from '../../graph/people.ts';
import { createProductionKeys } from '../../graph/production-keys.ts';
import { type RestartableService, startRestartable } from '../system/restartable-service.ts';
import { type BalancingProxy, startBalancingProxy } from './balancing-proxy.ts';

/** Two processes of one service, and the proxy in front of them. */
export interface Replicas {
  readonly name: string;
  readonly services: readonly RestartableService[];
  readonly proxy: BalancingProxy;
}

/** A graph with two processes of each service. */
export interface ReplicatedSystem {
  readonly url: string;
  readonly tokenOf: (person: Person) => Promise<string>;
  readonly ordersDatabaseUrl: string;
  /** Users, orders and gateway, in this order. */
  readonly all: readonly Replicas[];
  readonly stop: () => Promise<void>;
}

/** Starts the system. It must be stopped. */
export async function startReplicatedSystem(): Promise<ReplicatedSystem> {
  const dataDir = mkdtempSync(join(tmpdir(), 'supergraph-rolling-'));
  const keys = await createProductionKeys();
  const postgres = await startEmbeddedPostgres({ dataDir, port: await findFreePort() });
  const databaseUrls = {
    users: await postgres.provision('users'),
    orders: await postgres.provision('orders'),
  };
  const [users, orders] = await Promise.all([
    startSubgraph('users', databaseUrls.users, keys.env),
    startSubgraph('orders', databaseUrls.orders, keys.env),
  ]);
  const gateway = await startReplicas('gateway', 'gateway/src/main.ts', 'PORT', {
    ...keys.env,
    SUPERGRAPH: new URL('schema/supergraph.graphql', repositoryRoot).pathname,
    USERS_URL: urlOf(users),
    ORDERS_URL: urlOf(orders),
    RATE_LIMIT_PER_MINUTE: '0',
  });
  return {
    url: urlOf(gateway),
    tokenOf: keys.tokenOf,
    ordersDatabaseUrl: databaseUrls.orders,
    all: [users, orders, gateway],
    stop: async () => {
      for (const { services, proxy } of [gateway, users, orders]) {
        await Promise.all(services.map(({ stop }) => stop()));
        await proxy.stop();
      }
      await postgres.stop();
      keys.remove();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

function startSubgraph(name: string, databaseUrl: string, env: Environment): Promise<Replicas> {
  const prefix = name.toUpperCase();
  return startReplicas(name, `subgraphs/${name}/src/main.ts`, `${prefix}_PORT`, {
    ...env,
    DEMO_DATA: 'on',
    [`${prefix}_DATABASE_URL`]: databaseUrl,
  });
}

async function startReplicas(
  name: string,
  main: string,
  portVariable: string,
  env: Environment,
): Promise<Replicas> {
  const start = async (): Promise<RestartableService> =>
    startRestartable(main, {
      ...env,
      LOG_LEVEL: 'warn',
      // Other load on the machine must not look like a fault of the graph.
      SHED_LAG_MS: '0',
      // The proxy notices within a fifth of that.
      SHUTDOWN_DELAY_MS: '1000',
      [portVariable]: String(await findFreePort()),
    });
  const services = await Promise.all([start(), start()]);
  return { name, services, proxy: await startBalancingProxy(services.map(({ origin }) => origin())) };
}

function urlOf({ proxy }: Replicas): string {
  return `http://127.0.0.1:${proxy.port}/graphql`;
}
