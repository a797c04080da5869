import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
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
  readonly databaseUrls: Readonly<Record<'users' | 'orders', string>>;
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
  const fronts = { users: await openFront(), orders: await openFront(), gateway: await openFront() };
  const env = {
    ...keys.env,
    USERS_EVENTS_URL: urlOf(fronts.users, 'events'),
    ORDERS_EVENTS_URL: urlOf(fronts.orders, 'events'),
  };
  const [users, orders] = await Promise.all([
    startSubgraph('users', fronts.users, { ...env, USERS_DATABASE_URL: databaseUrls.users }),
    startSubgraph('orders', fronts.orders, { ...env, ORDERS_DATABASE_URL: databaseUrls.orders }),
  ]);
  const gateway = await startReplicas('gateway', 'gateway/src/main.ts', 'PORT', fronts.gateway, {
    ...keys.env,
    SUPERGRAPH: new URL('schema/supergraph.graphql', repositoryRoot).pathname,
    USERS_URL: urlOf(users, 'graphql'),
    ORDERS_URL: urlOf(orders, 'graphql'),
    RATE_LIMIT_PER_MINUTE: '0',
  });
  return {
    url: urlOf(gateway, 'graphql'),
    tokenOf: keys.tokenOf,
    databaseUrls,
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

/** Ports of two processes, and the proxy in front of them. Others must know it before they start. */
interface Front {
  readonly ports: readonly number[];
  readonly proxy: BalancingProxy;
}

async function openFront(): Promise<Front> {
  const ports = [await findFreePort(), await findFreePort()];
  return { ports, proxy: await startBalancingProxy(ports.map(originOf)) };
}

function originOf(port: number): string {
  return `http://127.0.0.1:${port}`;
}

function startSubgraph(name: string, front: Front, env: Environment): Promise<Replicas> {
  const main = `subgraphs/${name}/src/main.ts`;
  return startReplicas(name, main, `${name.toUpperCase()}_PORT`, front, { ...env, DEMO_DATA: 'on' });
}

async function startReplicas(
  name: string,
  main: string,
  portVariable: string,
  { ports, proxy }: Front,
  env: Environment,
): Promise<Replicas> {
  const services = await Promise.all(
    ports.map((port) =>
      startRestartable(main, {
        ...env,
        LOG_LEVEL: 'warn',
        // Other load on the machine must not look like a fault of the graph.
        SHED_LAG_MS: '0',
        // The proxy notices within a fifth of that.
        SHUTDOWN_DELAY_MS: '1000',
        [portVariable]: String(port),
      }),
    ),
  );
  while (!ports.every((port) => proxy.isHealthy(originOf(port)))) await sleep(50);
  return { name, services, proxy };
}

function urlOf({ proxy }: Pick<Front, 'proxy'>, path: 'graphql' | 'events'): string {
  return `http://127.0.0.1:${proxy.port}/${path}`;
}
