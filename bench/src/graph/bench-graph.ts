import { createDevelopmentToken } from '@supergraph/service-kit/identity/development-keys.ts';
import { startChild } from '../processes/start-child.ts';
import { rotate } from '../rotate.ts';
import { warmUp } from '../warm-up.ts';
import { checkTopologies } from './check-topologies.ts';
import { formatTopologies, type GraphCaseResult } from './format-topologies.ts';
import { type GraphCase, ids } from './graph-cases.ts';
import type { GraphOptions } from './graph-options.ts';
import { type GraphBench, type GraphRound, measureTopology } from './measure-topology.ts';
import { seedDatabases } from './seed-databases.ts';
import { startTopology, type Topology, type TopologyName, topologyNames } from './start-topology.ts';
import { type GraphDatabases, withGraphDatabases } from './with-graph-databases.ts';

/** Measures the selected cases on all topologies and returns the table. Stops everything that it started, also on failure. */
export function benchGraph(options: GraphOptions): Promise<string> {
  return withGraph(topologyNames, options, async (bench, topologies) => {
    const results: GraphCaseResult[] = [];
    for (const graphCase of options.cases) {
      console.error(`Measuring (${graphCase.name}) ${graphCase.title} …`);
      const rounds = await takeTurns(bench, topologies, graphCase, options.rounds);
      results.push({ graphCase, rounds });
    }
    return formatTopologies(results);
  });
}

/** Runs the topologies on the same two filled databases. */
export function withGraph<T>(
  names: readonly TopologyName[],
  { seconds, v8Flags }: GraphOptions,
  run: (bench: GraphBench, topologies: readonly Topology[]) => Promise<T>,
): Promise<T> {
  return withGraphDatabases(async (databases) => {
    await migrateAndSeed(databases);
    const token = await createStaffToken(databases.dataDir);
    const load = startChild(new URL('../load/load-process.ts', import.meta.url));
    const topologies: Topology[] = [];
    try {
      for (const name of names) topologies.push(await startTopology(name, { ...databases, v8Flags }));
      return await run({ load, postgres: databases.postgres, token, seconds }, topologies);
    } finally {
      load.stop();
      stopAll(topologies);
    }
  });
}

/** Lets the services create the tables, then fills the databases. */
async function migrateAndSeed(databases: GraphDatabases): Promise<void> {
  stopAll([await startTopology('monolith', { ...databases, v8Flags: [] })]);
  await seedDatabases(databases.usersUrl, databases.ordersUrl);
}

/** Longer than any run. */
const tokenSeconds = 24 * 3600;

function createStaffToken(dataDir: string): Promise<string> {
  const scopes = new Set(['users:read', 'users:write', 'orders:read', 'orders:manage']);
  return createDevelopmentToken({
    dataDir,
    viewer: { subject: ids.user(1), scopes },
    ttlSeconds: tokenSeconds,
  });
}

function stopAll(topologies: readonly Topology[]): void {
  for (const { processes } of topologies) for (const process of processes) process.stop();
}

/** Checks and warms up every topology, then measures them in alternating rounds. */
async function takeTurns(
  bench: GraphBench,
  topologies: readonly Topology[],
  graphCase: GraphCase,
  count: number,
): Promise<ReadonlyMap<TopologyName, readonly GraphRound[]>> {
  const lengths = await checkTopologies(topologies, graphCase, bench.token);
  const measure = (topology: Topology) =>
    measureTopology(bench, topology, graphCase, lengths.get(topology.name) ?? Number.NaN);
  for (const topology of topologies) await warmUp(() => measure(topology));
  const rounds = new Map<TopologyName, GraphRound[]>(topologies.map(({ name }) => [name, []]));
  for (let round = 0; round < count; round += 1)
    for (const topology of rotate(topologies, round))
      rounds.get(topology.name)?.push(await measure(topology));
  return rounds;
}
