import { setTimeout } from 'node:timers/promises';
import { formatTable } from '../../report/format-table.ts';
import type { ColdBench } from '../cold-bench.ts';
import { type ColdGateway, startColdGateway } from '../gateway/start-cold-gateway.ts';
import { createSlowQuery } from '../graph/large-graph.ts';
import { createKnownOperations, createNewOperation, createQuery } from '../graph/operations.ts';
import type { LoadOperation } from '../load/load-operation.ts';

const periodSeconds = 20;

/**
 * Runs a mixed load on our gateway: known operations, operations that never come again, a subgraph that fails half of the
 * time, reloads, and slow plans. Prints the memory over time, and at the end all failures and wrong answers.
 */
export async function soak(bench: ColdBench, print: (table: string) => void): Promise<void> {
  const { graph, load, options } = bench;
  const gateway = await startColdGateway('ours', graph.supergraphs[0] ?? '');
  try {
    // Loading code before the first request is not a stall.
    await gateway.measure();
    await startLoads(bench, gateway.url);
    const begun = performance.now();
    print('after s | RSS MB | heap MB | stall ms | at work ms | stall CPU ms | reloads');
    for (let period = 0; performance.now() - begun < options.soakMinutes * 60_000; period += 1) {
      await runPeriod(bench, gateway, period);
      const { rssBytes, heapBytes, stallMs, stallAtWorkMs, stallCpuMs } = await gateway.measure();
      const figures = [rssBytes / 1e6, heapBytes / 1e6, stallMs, stallAtWorkMs, stallCpuMs, period + 1];
      const seconds = (performance.now() - begun) / 1000;
      print([seconds, ...figures].map((figure) => figure.toFixed(0)).join(' | '));
    }
    const rows = [];
    for (const name of ['known', 'new', 'slow']) {
      const { requests, failed, wrong, p50Ms, p99Ms } = await load.stop(name);
      rows.push([name, String(requests), String(failed), String(wrong), p50Ms.toFixed(1), p99Ms.toFixed(1)]);
    }
    print(formatTable(['operations', 'requests', 'failed', 'wrong', 'p50 ms', 'p99 ms'], rows));
  } finally {
    gateway.stop();
  }
}

async function startLoads({ graph, load, oracle }: ColdBench, url: string): Promise<void> {
  const all = createKnownOperations(graph.types, oracle);
  const tolerant = (operation: LoadOperation): LoadOperation => ({
    ...operation,
    tolerates: 'subgraph errors',
  });
  const slow = Array.from({ length: 1_000 }, (_, number): LoadOperation => {
    return { query: createSlowQuery(number), data: `{"slow${number}":[]}`, tolerates: 'refused planning' };
  });
  const news = Array.from({ length: 40 }, (_, number) => {
    const query = createQuery(number, graph.types);
    return tolerant(createNewOperation(query, oracle(query)));
  });
  const often = { url, connections: 4, pauseMs: 10, once: false };
  await load.start('known', { ...often, operations: all.map(tolerant) });
  await load.start('new', { ...often, connections: 2, pauseMs: 100, operations: news });
  await load.start('slow', { ...often, connections: 1, pauseMs: 20_000, operations: slow });
}

/** Runs one period: a reload, then a time with and a time without a failing subgraph. */
async function runPeriod({ graph }: ColdBench, gateway: ColdGateway, period: number): Promise<void> {
  await graph.setFailing('s9', period % 2 === 0);
  await gateway.update(graph.supergraphs[(period + 1) % graph.supergraphs.length] ?? '');
  await setTimeout(periodSeconds * 1000);
}
