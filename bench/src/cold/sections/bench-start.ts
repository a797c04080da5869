import { formatTable } from '../../report/format-table.ts';
import { type ColdBench, coldKinds, coldTitles } from '../cold-bench.ts';
import type { ColdKind } from '../gateway/reloadable-gateway.ts';
import { startColdGateway } from '../gateway/start-cold-gateway.ts';
import { createOracle } from '../graph/generated-schema.ts';
import { createKnownOperations } from '../graph/operations.ts';
import { type RunningLargeGraph, startLargeGraph } from '../graph/start-large-graph.ts';

const smallTypes = 20;

/** Measures the time from the start to the first answer, and the memory then and after some operations. */
export async function benchStart(bench: ColdBench): Promise<string> {
  const small = await startLargeGraph(smallTypes);
  try {
    const rows = [];
    for (const graph of [small, bench.graph])
      for (const kind of coldKinds) rows.push(await measureStart(bench, graph, kind));
    return formatTable(
      ['start-up', 'first answer ms', 'CPU ms until then', 'RSS MB', 'with 20 operations: RSS MB', 'heap MB'],
      rows,
    );
  } finally {
    small.stop();
  }
}

async function measureStart(
  { load }: ColdBench,
  graph: RunningLargeGraph,
  kind: ColdKind,
): Promise<readonly string[]> {
  const [supergraphSdl = ''] = graph.supergraphs;
  const operations = createKnownOperations(graph.types, createOracle(supergraphSdl));
  const begun = performance.now();
  const gateway = await startColdGateway(kind, supergraphSdl);
  try {
    const send = { url: gateway.url, connections: 1, pauseMs: 0, once: true };
    await load.start('first', { ...send, operations: operations.slice(0, 1) });
    const firstMs = performance.now() - begun;
    await load.stop('first');
    const first = await gateway.measure();
    await load.start('known', { ...send, operations });
    await load.stop('known');
    const known = await gateway.measure();
    return [
      `${coldTitles[kind]}, ${graph.types} entity types`,
      firstMs.toFixed(0),
      (first.cpuMicros / 1000).toFixed(0),
      (first.rssBytes / 1e6).toFixed(0),
      (known.rssBytes / 1e6).toFixed(0),
      (known.heapBytes / 1e6).toFixed(0),
    ];
  } finally {
    gateway.stop();
  }
}
