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
import type { Topology } from './start-topology.ts';

const folder = new URL('../../../.data/bench/', import.meta.url);

/** Profiles the monolith on the selected cases. Returns the CPU time by module, and the paths of the profiles. */
export function profileMonolith(options: GraphOptions): Promise<string> {
  mkdirSync(folder, { recursive: true });
  return withGraph(['monolith'], options, async (bench, topologies) => {
    const tables: string[] = [];
    for (const topology of topologies)
      for (const graphCase of options.cases) tables.push(await profileCase(bench, topology, graphCase));
    return tables.join('\n\n');
  });
}

async function profileCase(bench: GraphBench, topology: Topology, graphCase: GraphCase): Promise<string> {
  const [process] = topology.processes;
  const lengths = await checkTopologies([topology], graphCase, bench.token);
  const measure = () => measureTopology(bench, topology, graphCase, lengths.get(topology.name) ?? Number.NaN);
  await warmUp(measure);
  await process?.ask('startProfile');
  const { cpuMs } = await measure();
  const file = fileURLToPath(new URL(`monolith-${graphCase.name}.cpuprofile`, folder));
  await process?.ask('stopProfile', { file });
  const summary = summarizeProfile(JSON.parse(readFileSync(file, 'utf8')));
  return `(${graphCase.name}) ${graphCase.title}: ${cpuMs.toFixed(3)} ms CPU a request, profiled\n${formatProfile(summary)}\n${file}`;
}
