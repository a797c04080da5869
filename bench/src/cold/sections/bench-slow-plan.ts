import { setTimeout } from 'node:timers/promises';
import { formatTable } from '../../report/format-table.ts';
import { median } from '../../report/median.ts';
import { type ColdBench, coldKinds, coldTitles } from '../cold-bench.ts';
import type { ColdKind } from '../gateway/reloadable-gateway.ts';
import { type ColdGateway, startColdGateway } from '../gateway/start-cold-gateway.ts';
import { createSlowQuery } from '../graph/large-graph.ts';
import { createKnownOperations } from '../graph/operations.ts';
import type { LoadCounts, LoadOperation } from '../load/load-operation.ts';

const roundSeconds = 8;

type Round = LoadCounts & { readonly stallCpuMs: number };

/** Measures known operations with and without operations that the planner needs seconds for, in alternating rounds. */
export async function benchSlowPlan(bench: ColdBench): Promise<string> {
  const rows = [];
  for (const kind of coldKinds) rows.push(...(await measure(bench, kind)));
  return formatTable(
    [
      `${bench.options.rounds} rounds of ${roundSeconds} s of known operations`,
      'req/s',
      'p50 ms',
      'p99 ms',
      'p99 ÷ without',
      'most ms',
      'stall CPU ms',
      'not right',
    ],
    rows,
  );
}

async function measure(bench: ColdBench, kind: ColdKind): Promise<readonly (readonly string[])[]> {
  const operations = createKnownOperations(bench.graph.types, bench.oracle);
  const gateway = await startColdGateway(kind, bench.graph.supergraphs[0] ?? '');
  const rounds: { without: Round; with: Round }[] = [];
  try {
    await measureRound(bench, gateway, operations, []);
    for (let round = 0; round < bench.options.rounds; round += 1) {
      rounds.push({
        without: await measureRound(bench, gateway, operations, []),
        with: await measureRound(bench, gateway, operations, createSlowOperations(round)),
      });
    }
    const ratios = rounds.map((round) => round.with.p99Ms / round.without.p99Ms);
    const without = formatRounds(
      `${coldTitles[kind]}, without slow plans`,
      rounds.map((round) => round.without),
      '',
    );
    const ratio = `${median(ratios).toFixed(2)} (${Math.min(...ratios).toFixed(2)}–${Math.max(...ratios).toFixed(2)})`;
    return [
      without,
      formatRounds(
        `${coldTitles[kind]}, with slow plans`,
        rounds.map((round) => round.with),
        ratio,
      ),
    ];
  } finally {
    gateway.stop();
  }
}

async function measureRound(
  { load }: ColdBench,
  gateway: ColdGateway,
  operations: readonly LoadOperation[],
  slow: readonly LoadOperation[],
): Promise<Round> {
  const { url } = gateway;
  await gateway.measure();
  await setTimeout(200);
  if (slow.length > 0)
    await load.start('slow', { url, operations: slow, connections: 2, pauseMs: 0, once: false });
  await load.start('known', { url, operations, connections: 8, pauseMs: 5, once: false });
  await setTimeout(roundSeconds * 1000);
  const counts = await load.stop('known');
  const { stallCpuMs } = await gateway.measure();
  if (slow.length > 0) await load.stop('slow');
  return { ...counts, stallCpuMs };
}

/** Sends two slow operations at a time. No operation is sent twice in a run. */
function createSlowOperations(round: number): readonly LoadOperation[] {
  return Array.from({ length: 50 }, (_, number) => {
    const name = 50 * round + number;
    return { query: createSlowQuery(name), data: `{"slow${name}":[]}`, tolerates: 'refused planning' };
  });
}

function formatRounds(title: string, rounds: readonly Round[], ratio: string): readonly string[] {
  const middle = (field: keyof Round) => median(rounds.map((round) => round[field]));
  return [
    title,
    (middle('requests') / roundSeconds).toFixed(0),
    middle('p50Ms').toFixed(1),
    middle('p99Ms').toFixed(1),
    ratio,
    Math.max(...rounds.map(({ maxMs }) => maxMs)).toFixed(0),
    Math.max(...rounds.map(({ stallCpuMs }) => stallCpuMs)).toFixed(0),
    String(rounds.reduce((sum, { failed, wrong }) => sum + failed + wrong, 0)),
  ];
}
