import { parseArgs } from 'node:util';
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
    options: { rounds: { type: 'string', default: '15' }, seconds: { type: 'string', default: '1' } },
  });
  const rounds = readWhole('--rounds', values.rounds, 1, 99);
  const seconds = readWhole('--seconds', values.seconds, 1, 99);
  console.log(
    `Node ${process.version}; ${rounds} rounds of ${seconds} s, taking turns. Case (b), one entity hop, warm.`,
  );
  console.log('CPU of the gateway, a request. Ratio: to the adjacent round that observes nothing.\n');
  const results = await benchObserve({ rounds, seconds });
  const [bare] = results;
  if (bare === undefined) throw new Error('The first way observes nothing');
  const header = ['observed', 'CPU ms', 'ratio', 'least–most', 'ratio of the least', 'allowed'];
  console.log(
    formatTable(
      header,
      results.map((result, at) => formatResult(result, bare, observeKinds[at]?.allowed)),
    ),
  );
  const isOver = ({ allowed }: (typeof observeKinds)[number], at: number): boolean =>
    allowed !== undefined && median(divideRounds((results[at] ?? bare).rounds, bare.rounds)) > allowed;
  if (observeKinds.some(isOver)) process.exitCode = 1;
}

function formatResult(result: ObserveResult, bare: ObserveResult, allowed?: number): readonly string[] {
  const ratios = divideRounds(result.rounds, bare.rounds);
  return [
    result.kind,
    median(result.rounds.map(({ cpuMs }) => cpuMs)).toFixed(3),
    median(ratios).toFixed(3),
    formatSpread(ratios),
    (leastCpuOf(result.rounds) / leastCpuOf(bare.rounds)).toFixed(3),
    allowed?.toFixed(2) ?? '',
  ];
}
