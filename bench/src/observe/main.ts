import { parseArgs } from 'node:util';
import { installPeers } from '../gateways/install-peers.ts';
import { readWhole } from '../read-whole.ts';
import { divideRounds, formatSpread, leastCpuOf } from '../report/compare-rounds.ts';
import { formatTable } from '../report/format-table.ts';
import { median } from '../report/median.ts';
import { runBench } from '../run-bench.ts';
import { benchObserve, type ObserveResult } from './bench-observe.ts';
import { observeKinds } from './observe-kinds.ts';

runBench(main);

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      passes: { type: 'string', default: '4' },
      rounds: { type: 'string', default: '5' },
      seconds: { type: 'string', default: '1' },
      peers: { type: 'boolean', default: false },
    },
  });
  const passes = readWhole('--passes', values.passes, 1, 20);
  const rounds = readWhole('--rounds', values.rounds, 1, 99);
  const seconds = readWhole('--seconds', values.seconds, 1, 99);
  if (values.peers) await installPeers();
  console.log(
    `Node ${process.version}; ${passes} passes with new processes, each with ${rounds} rounds of ${seconds} s that take turns.`,
  );
  console.log('Case (b), one entity hop, warm. CPU of the gateway, a request.');
  console.log('Ratio: to the round beside it in which the same gateway is not observed.\n');
  const results = await benchObserve(observeKinds(values.peers), { passes, rounds, seconds });
  const rows = results.map((result) => {
    const ratios = divideRounds(result.rounds, unobserved(result, results).rounds);
    return { ...result, ratios };
  });
  const header = ['observed', 'CPU ms', 'ratio', 'least–most', 'ratio of the least', 'allowed'];
  console.log(
    formatTable(
      header,
      rows.map((row) => formatRow(row, unobserved(row, results))),
    ),
  );
  if (rows.some(({ ratios, allowed = Number.POSITIVE_INFINITY }) => median(ratios) > allowed))
    process.exitCode = 1;
}

function unobserved({ gateway }: ObserveResult, results: readonly ObserveResult[]): ObserveResult {
  const found = results.find((result) => result.gateway === gateway);
  if (found === undefined) throw new Error(`The gateway ${gateway} must have a way that observes nothing`);
  return found;
}

function formatRow(
  { kind, rounds, ratios, allowed }: ObserveResult & { readonly ratios: readonly number[] },
  bare: ObserveResult,
): readonly string[] {
  return [
    kind,
    median(rounds.map(({ cpuMs }) => cpuMs)).toFixed(3),
    median(ratios).toFixed(3),
    formatSpread(ratios),
    (leastCpuOf(rounds) / leastCpuOf(bare.rounds)).toFixed(3),
    allowed?.toFixed(2) ?? '',
  ];
}
