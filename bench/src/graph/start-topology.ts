import { fileURLToPath } from 'node:url';
import { repositoryRoot } from '@supergraph/schema/registry.ts';
import { isRecord } from '../processes/is-record.ts';
import { type Child, startChild } from '../processes/start-child.ts';
import type { Part } from './parts.ts';

/** The compared topologies of the same graph, in the order of the table. */
export type TopologyName = 'handwritten' | 'handwritten-known' | 'monolith' | 'services';

export const topologyNames: readonly TopologyName[] = [
  'handwritten',
  'handwritten-known',
  'monolith',
  'services',
];

/** Names of the topologies in tables. */
export const topologyTitles: Readonly<Record<TopologyName, string>> = {
  handwritten: 'hand-written server',
  'handwritten-known': 'hand-written, known operations',
  monolith: 'monolith',
  services: 'three processes',
};

/** A running topology: its URL and its processes, the gateway first. */
export type Topology = {
  readonly name: TopologyName;
  readonly url: string;
  readonly processes: readonly Child[];
};

/** Settings of every process: the databases and the keys. */
export type PartSettings = {
  readonly dataDir: string;
  readonly usersUrl: string;
  readonly ordersUrl: string;
  readonly v8Flags: readonly string[];
};

/** Starts the processes of a topology. */
export async function startTopology(name: TopologyName, settings: PartSettings): Promise<Topology> {
  if (name !== 'services') {
    const { child, origin } = await startPart(name, settings, {});
    return { name, url: `${origin}/graphql`, processes: [child] };
  }
  const users = await startPart('users', settings, {});
  const orders = await startPart('orders', settings, {});
  const urls = { USERS_URL: `${users.origin}/graphql`, ORDERS_URL: `${orders.origin}/graphql` };
  const gateway = await startPart('gateway', settings, urls);
  return {
    name,
    url: `${gateway.origin}/graphql`,
    processes: [gateway.child, users.child, orders.child],
  };
}

async function startPart(
  part: Part,
  { dataDir, usersUrl, ordersUrl, v8Flags }: PartSettings,
  urls: Readonly<Record<string, string>>,
): Promise<{ readonly child: Child; readonly origin: string }> {
  const child = startChild(new URL('./part-process.ts', import.meta.url), { v8Flags });
  const env = {
    LOG_LEVEL: 'warn',
    // The whole load comes from one client.
    RATE_LIMIT_PER_MINUTE: '1000000000',
    // On a busy machine everything is slow. The wait is measured instead of refused.
    SHED_LAG_MS: '0',
    DATABASE_CONNECT_TIMEOUT_MS: '15000',
    STATEMENT_TIMEOUT_MS: '60000',
    DATA_DIR: dataDir,
    SUPERGRAPH: fileURLToPath(new URL('schema/supergraph.graphql', repositoryRoot)),
    PORT: '0',
    USERS_PORT: '0',
    ORDERS_PORT: '0',
    USERS_DATABASE_URL: usersUrl,
    ORDERS_DATABASE_URL: ordersUrl,
    ...urls,
  };
  const answer = await child.ask('start', { part, env });
  if (!isRecord(answer) || typeof answer.origin !== 'string')
    throw new Error(`${part} must answer its origin; received ${JSON.stringify(answer)}`);
  return { child, origin: answer.origin };
}
