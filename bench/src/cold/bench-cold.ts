import type { ColdBench } from './cold-bench.ts';
import type { ColdOptions, Section } from './cold-options.ts';
import { createOracle } from './graph/generated-schema.ts';
import { startLargeGraph } from './graph/start-large-graph.ts';
import { startLoadProcess } from './load/start-load.ts';
import { benchFirstSeen } from './sections/bench-first-seen.ts';
import { benchMemory } from './sections/bench-memory.ts';
import { benchReload } from './sections/bench-reload.ts';
import { benchSlowPlan } from './sections/bench-slow-plan.ts';
import { benchStart } from './sections/bench-start.ts';
import { soak } from './sections/soak.ts';

/** Runs the selected sections and prints each table when it is complete. Stops everything that it started, also on failure. */
export async function benchCold(options: ColdOptions, print: (table: string) => void): Promise<void> {
  const graph = await startLargeGraph(options.types);
  const load = startLoadProcess();
  try {
    const bench = { graph, load, oracle: createOracle(graph.supergraphs[0] ?? ''), options };
    if (options.soakMinutes > 0) return await soak(bench, print);
    for (const section of options.sections) {
      console.error(`Measuring ${section} …`);
      print(await sectionsByName[section](bench));
    }
  } finally {
    load.end();
    graph.stop();
  }
}

const sectionsByName: Readonly<Record<Section, (bench: ColdBench) => Promise<string>>> = {
  start: benchStart,
  'first-seen': benchFirstSeen,
  'slow-plan': benchSlowPlan,
  reload: benchReload,
  memory: benchMemory,
};
