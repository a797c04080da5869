import { repositoryRoot } from '@supergraph/schema/registry.ts';
import type { Environment } from '@supergraph/service-kit/config.ts';
import type { Broker, BrokerKind } from '../../brokers/system/broker.ts';
import { findFreePort } from '../../graph/free-port.ts';
import type { Person } from '../../graph/people.ts';
import { createProductionKeys } from '../../graph/production-keys.ts';
import { type ReplicatedPostgres, startReplicatedPostgres } from '../../graph/replicated-postgres.ts';
import { type RestartableService, startRestartable } from './restartable-service.ts';
import { startTcpProxy, type TcpProxy } from './tcp-proxy.ts';

/** The name of a subgraph of the demo graph. */
export type SubgraphName = 'users' | 'orders';

/** The whole graph as production runs it, with a proxy between every two processes. */
export interface ChaosSystem {
  readonly url: string;
  readonly tokenOf: (person: Person) => Promise<string>;
  readonly gateway: RestartableService;
  readonly subgraphs: Readonly<Record<SubgraphName, ChaosSubgraph>>;
  readonly postgres: ReplicatedPostgres;
  /** Broker of events, and the proxy in front of it. Undefined if subgraphs read from each other. */
  readonly events: { readonly broker: Broker; readonly line: TcpProxy } | undefined;
  readonly stop: () => Promise<void>;
}

/** A subgraph, the proxy in front of it, and the proxy between it and its database. */
export interface ChaosSubgraph {
  readonly service: RestartableService;
  readonly line: TcpProxy;
  readonly databaseLine: TcpProxy;
  /** Returns the URL of the database on the current primary, without the proxy. */
  readonly databaseUrl: () => string;
}

/**
 * Starts the system. It must be stopped. `gatewayEnv` is for the gateway alone, and `subgraphEnv` for one subgraph. Without
 * a kind of broker, subgraphs read the events of each other.
 */
export async function startSystem(
  gatewayEnv: Environment = {},
  kind?: BrokerKind,
  subgraphEnv: Readonly<Partial<Record<SubgraphName, Environment>>> = {},
): Promise<ChaosSystem> {
  const keys = await createProductionKeys();
  const postgres = await startReplicatedPostgres();
  // Other load on the machine must not look like a fault of the graph.
  const env = { ...keys.env, LOG_LEVEL: 'warn', DEMO_DATA: 'on', SHED_LAG_MS: '0' };
  const lines = { users: await openLine(), orders: await openLine() };
  const events = await startEvents(kind);
  const eventsEnv = {
    EVENTS_URL: events && withPort(events.broker.url, events.line.port),
    USERS_EVENTS_URL: `http://127.0.0.1:${lines.users.line.port}/events`,
    ORDERS_EVENTS_URL: `http://127.0.0.1:${lines.orders.line.port}/events`,
  };
  const [users, orders] = await Promise.all([
    startSubgraph('users', lines.users, { ...env, ...eventsEnv, ...subgraphEnv.users }, postgres),
    startSubgraph('orders', lines.orders, { ...env, ...eventsEnv, ...subgraphEnv.orders }, postgres),
  ]);
  const gateway = await startRestartable('gateway/src/main.ts', {
    ...env,
    PORT: String(await findFreePort()),
    SUPERGRAPH: new URL('schema/supergraph.graphql', repositoryRoot).pathname,
    USERS_URL: `http://127.0.0.1:${users.line.port}/graphql`,
    ORDERS_URL: `http://127.0.0.1:${orders.line.port}/graphql`,
    // One client sends all requests here.
    RATE_LIMIT_PER_MINUTE: '0',
    ...gatewayEnv,
  });
  const subgraphs = { users, orders };
  return {
    url: `${gateway.origin()}/graphql`,
    tokenOf: keys.tokenOf,
    gateway,
    subgraphs,
    postgres,
    events,
    stop: async () => {
      await gateway.stop();
      for (const { service, line, databaseLine } of Object.values(subgraphs)) {
        await service.stop();
        await line.stop();
        await databaseLine.stop();
      }
      await events?.line.stop();
      await events?.broker.stop();
      await postgres.stop();
      keys.remove();
    },
  };
}

async function startEvents(kind: BrokerKind | undefined): Promise<ChaosSystem['events']> {
  if (kind === undefined) return undefined;
  const broker = await kind.start();
  return { broker, line: await startTcpProxy(Number(new URL(broker.url).port)) };
}

/** The port of a subgraph, and the proxy in front of it. Others must know it before the subgraph starts. */
interface Line {
  readonly port: number;
  readonly line: TcpProxy;
}

async function openLine(): Promise<Line> {
  const port = await findFreePort();
  return { port, line: await startTcpProxy(port) };
}

async function startSubgraph(
  name: SubgraphName,
  { port, line }: Line,
  env: Environment,
  postgres: ReplicatedPostgres,
): Promise<ChaosSubgraph> {
  const url = await postgres.provision(name);
  const databaseLine = await startTcpProxy(postgres.primary().port);
  const databaseUrl = (): string => withPort(url, postgres.primary().port);
  const prefix = name.toUpperCase();
  const service = await startRestartable(`subgraphs/${name}/src/main.ts`, {
    ...env,
    [`${prefix}_PORT`]: String(port),
    [`${prefix}_DATABASE_URL`]: withPort(url, databaseLine.port),
  });
  return { service, line, databaseLine, databaseUrl };
}

function withPort(url: string, port: number): string {
  const changed = new URL(url);
  changed.port = String(port);
  return changed.href;
}
