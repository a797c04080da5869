import { mkdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { formatProfile } from '../report/format-profile.ts';
import { summarizeProfile } from '../report/summarize-profile.ts';
import { warmUp } from '../warm-up.ts';
import { withGraph } from './bench-graph.ts';
import { checkTopologies } from './check-topologies.ts';
import type { GraphCase } from './graph-cases.ts';
import type { GraphOptions } from './graph-options.ts';
import { type GraphBench, measureTopology } from './measure-topology.ts';
import type { Topology, TopologyName } from './start-topology.ts';

const folder = new URL('../../../.data/bench/', import.meta.url);

/** Profiles the monolith and the three processes. Returns the CPU time by module, and the paths of the profiles. */
export function profileGraph(options: GraphOptions): Promise<string> {
  mkdirSync(folder, { recursive: true });
  return withGraph(['monolith', 'services'], options, async (bench, topologies) => {
    const tables: string[] = [];
    for (const topology of topologies)
      for (const graphCase of options.cases) tables.push(...(await profileCase(bench, topology, graphCase)));
    return tables.join('\n\n');
  });
}

async function profileCase(
  bench: GraphBench,
  topology: Topology,
  graphCase: GraphCase,
): Promise<readonly string[]> {
  const { name, processes } = topology;
  const lengths = await checkTopologies([topology], graphCase, bench.token);
  const measure = () => measureTopology(bench, topology, graphCase, lengths.get(name) ?? Number.NaN);
  await warmUp(measure);
  for (const process of processes) await process.ask('startProfile');
  const { cpuMs } = await measure();
  const tables: string[] = [];
  for (const [at, process] of processes.entries()) {
    const part = partNames[name]?.[at] ?? name;
    const file = fileURLToPath(new URL(`${part}-${graphCase.name}.cpuprofile`, folder));
    await process.ask('stopProfile', { file });
    const summary = summarizeProfile(JSON.parse(readFileSync(file, 'utf8')));
    const title = `(${graphCase.name}) ${graphCase.title}, ${part}: ${cpuMs.toFixed(3)} ms CPU a request in all, profiled`;
    tables.push(`${title}\n${formatProfile(summary)}\n${file}`);
  }
  return tables;
}

/** Names of the processes, in their order. */
const partNames: Readonly<Partial<Record<TopologyName, readonly string[]>>> = {
  services: ['gateway', 'users', 'orders'],
};
