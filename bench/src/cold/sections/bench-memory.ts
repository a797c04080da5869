import { formatTable } from '../../report/format-table.ts';
import type { ColdBench } from '../cold-bench.ts';
import { type ColdGateway, startColdGateway } from '../gateway/start-cold-gateway.ts';
import { createKnownOperations, createNewOperation, createQuery } from '../graph/operations.ts';
import type { LoadOperation } from '../load/load-operation.ts';

/** Small enough that new operations fill it again between two reloads. */
const maxOperations = 40;
const rowCount = 20;

/**
 * Measures the memory of our gateway over many reloads, each with a full operation cache and every second one
 * with another set of subgraphs. Without a leak, the later rows are alike.
 */
export async function benchMemory(bench: ColdBench): Promise<string> {
  const { graph, load, options } = bench;
  const gateway = await startColdGateway('ours', graph.supergraphs[0] ?? '', { maxOperations });
  try {
    await load.start('known', {
      ...sending(gateway),
      connections: 2,
      operations: createStayingOperations(bench),
    });
    const rows = [];
    const every = Math.ceil(options.reloads / rowCount);
    for (let number = 1; number <= options.reloads; number += 1) {
      await fillCache(bench, gateway, number);
      await gateway.update(graph.supergraphs[number % graph.supergraphs.length] ?? '');
      if (number % every !== 0 && number !== options.reloads) continue;
      const row = await measure(gateway, number);
      console.error(row.join(' | '));
      rows.push(row);
    }
    const { requests, failed, wrong } = await load.stop('known');
    const memory = formatTable(['reloads with a full cache', 'heap MB', 'RSS MB', 'CPU s'], rows);
    return `${memory}\n${requests} requests beside it: ${failed} failed, ${wrong} wrong\n`;
  } finally {
    gateway.stop();
  }
}

async function measure(gateway: ColdGateway, number: number): Promise<readonly string[]> {
  const { heapBytes, rssBytes, cpuMicros } = await gateway.measure();
  return [
    String(number),
    (heapBytes / 1e6).toFixed(1),
    (rssBytes / 1e6).toFixed(0),
    (cpuMicros / 1e6).toFixed(0),
  ];
}

function sending({ url }: ColdGateway) {
  return { url, pauseMs: 10, once: false };
}

/** Fills the operation cache: sends new operations beside those that are sent all the time. */
async function fillCache(
  { graph, load, oracle }: ColdBench,
  gateway: ColdGateway,
  number: number,
): Promise<void> {
  const operations = Array.from({ length: maxOperations / 2 }, (_, index) => {
    const query = createQuery(index, graph.types);
    const { query: text, data, tolerates } = createNewOperation(query, oracle(query));
    const mark = (part: string) => part.replaceAll('%N%', `${number}_%N%`);
    return { query: mark(text), data: mark(data), tolerates };
  });
  await load.start('new', { ...sending(gateway), pauseMs: 0, once: true, connections: 4, operations });
  const { failed, wrong } = await load.stop('new');
  if (failed + wrong > 0) throw new Error(`${failed} new operations failed, ${wrong} answers were wrong`);
}

/** Returns operations that every version answers, and one of the subgraph that comes and goes. */
function createStayingOperations({ graph, oracle }: ColdBench): readonly LoadOperation[] {
  const query = 'query Guest { guestName }';
  return [
    ...createKnownOperations(graph.types, oracle),
    { query, data: '{"guestName":"guestName"}', tolerates: 'invalid' },
  ];
}
