import { formatTable } from '../../report/format-table.ts';
import { type ColdBench, coldKinds, coldTitles } from '../cold-bench.ts';
import type { ColdKind } from '../gateway/reloadable-gateway.ts';
import { startColdGateway } from '../gateway/start-cold-gateway.ts';
import { createQuery } from '../graph/operations.ts';
import type { LoadOperation } from '../load/load-operation.ts';

const operationCount = 200;

/** Measures operations that the gateway sees for the first time, and then the same operations again. */
export async function benchFirstSeen(bench: ColdBench): Promise<string> {
  const operations = Array.from({ length: operationCount }, (_, number): LoadOperation => {
    const query = createQuery(number, bench.graph.types);
    return { query, data: bench.oracle(query), tolerates: 'nothing' };
  });
  const rows = [];
  for (const kind of coldKinds) rows.push(...(await measure(bench, kind, operations, false)));
  rows.push(...(await measure(bench, 'ours', operations, true)));
  return formatTable(
    [
      'first-seen operations',
      'CPU ms',
      'p50 ms',
      'p99 ms',
      'most ms',
      'stall ms',
      'stall CPU ms',
      'not right',
    ],
    rows,
  );
}

async function measure(
  { graph, load }: ColdBench,
  kind: ColdKind,
  operations: readonly LoadOperation[],
  isWarmedUp: boolean,
): Promise<readonly (readonly string[])[]> {
  const documents = isWarmedUp ? operations.map(({ query }) => query) : [];
  const gateway = await startColdGateway(kind, graph.supergraphs[0] ?? '', { warmUpOperations: documents });
  try {
    const run = async (title: string): Promise<readonly string[]> => {
      const before = await gateway.measure();
      await load.start('each', { url: gateway.url, operations, connections: 4, pauseMs: 0, once: true });
      const counts = await load.stop('each');
      const after = await gateway.measure();
      return [
        `${coldTitles[kind]}, ${title}`,
        ((after.cpuMicros - before.cpuMicros) / 1000 / counts.requests).toFixed(2),
        counts.p50Ms.toFixed(1),
        counts.p99Ms.toFixed(1),
        counts.maxMs.toFixed(1),
        after.stallMs.toFixed(0),
        after.stallCpuMs.toFixed(0),
        String(counts.failed + counts.wrong),
      ];
    };
    if (isWarmedUp) return [await run('the first time, after a warm-up')];
    return [await run('the first time'), await run('again')];
  } finally {
    gateway.stop();
  }
}
