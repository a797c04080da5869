import { formatTable } from '../../report/format-table.ts';
import { median } from '../../report/median.ts';
import { type ColdBench, coldKinds, coldTitles } from '../cold-bench.ts';
import type { ColdKind } from '../gateway/reloadable-gateway.ts';
import { type ColdGateway, type Measured, startColdGateway } from '../gateway/start-cold-gateway.ts';
import { createKnownOperations } from '../graph/operations.ts';
import type { LoadOperation } from '../load/load-operation.ts';

/** Measures reloads under load: failures, wrong answers, stalls and memory. */
export async function benchReload(bench: ColdBench): Promise<string> {
  const rows = [];
  for (const kind of coldKinds) rows.push(await measure(bench, kind));
  return formatTable(
    [
      'reloads under load',
      'reloads',
      'requests',
      'failed',
      'wrong',
      'p99 ms',
      'most ms',
      'stall ms',
      'at work ms',
      'stall CPU ms',
      'reload ms',
      'RSS MB start, middle, end',
      'heap MB',
    ],
    rows,
  );
}

async function measure(bench: ColdBench, kind: ColdKind): Promise<readonly string[]> {
  const { load, options } = bench;
  const reloads = kind === 'ours' ? options.reloads : Math.max(4, Math.round(options.reloads / 10));
  const gateway = await startColdGateway(kind, bench.graph.supergraphs[0] ?? '');
  try {
    const operations = createOperations(bench);
    const send = { url: gateway.url, operations, connections: 8 };
    await load.start('before', { ...send, pauseMs: 0, once: true });
    await load.stop('before');
    await gateway.measure();
    await load.start('known', { ...send, pauseMs: 10, once: false });
    const [half, rest] = [Math.floor(reloads / 2), Math.ceil(reloads / 2)];
    // Compiled code and caches grow during the first versions.
    const begin = await reload(bench, gateway, Math.min(8, half), 0);
    const middle = await reload(bench, gateway, half, 1);
    const end = await reload(bench, gateway, rest, 1 + half);
    const counts = await load.stop('known');
    const memory = [begin, middle, end].map(({ measured }) => measured);
    const inMb = (field: 'rssBytes' | 'heapBytes') =>
      memory.map((each) => (each[field] / 1e6).toFixed(0)).join(', ');
    const most = (field: keyof Measured) => Math.max(...memory.map((each) => each[field])).toFixed(0);
    return [
      coldTitles[kind],
      String(begin.reloadMs.length + middle.reloadMs.length + end.reloadMs.length),
      String(counts.requests),
      String(counts.failed),
      String(counts.wrong),
      counts.p99Ms.toFixed(1),
      counts.maxMs.toFixed(0),
      most('stallMs'),
      most('stallAtWorkMs'),
      most('stallCpuMs'),
      median([...middle.reloadMs, ...end.reloadMs]).toFixed(0),
      inMb('rssBytes'),
      inMb('heapBytes'),
    ];
  } finally {
    gateway.stop();
  }
}

/** Reloads several times, each time to the next version. */
async function reload(
  { graph }: ColdBench,
  gateway: ColdGateway,
  count: number,
  first: number,
): Promise<{ readonly reloadMs: readonly number[]; readonly measured: Measured }> {
  const reloadMs: number[] = [];
  for (let number = 0; number < count; number += 1) {
    reloadMs.push(
      await gateway.update(graph.supergraphs[(first + number + 1) % graph.supergraphs.length] ?? ''),
    );
  }
  return { reloadMs, measured: await gateway.measure() };
}

/** Returns operations that every version can answer, and one on the field that comes and goes. */
function createOperations({ graph, oracle }: ColdBench): readonly LoadOperation[] {
  const query = 'query Bonus { entity7(id: "3") { name bonus next { label } } }';
  return [
    ...createKnownOperations(graph.types, oracle),
    { query, data: oracle(query), tolerates: 'invalid' },
  ];
}
