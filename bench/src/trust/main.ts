import { parseArgs } from 'node:util';
import { readWhole } from '../read-whole.ts';
import { divideRounds, formatSpread, leastCpuOf } from '../report/compare-rounds.ts';
import { formatTable } from '../report/format-table.ts';
import { median } from '../report/median.ts';
import { runBench } from '../run-bench.ts';
import { benchTrust, type TrustResult } from './bench-trust.ts';

/** Largest share of CPU that all security features may add to a small query. */
const allowedRatio = 1.15;

runBench(main);

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: { rounds: { type: 'string', default: '15' }, seconds: { type: 'string', default: '1' } },
  });
  const rounds = readWhole('--rounds', values.rounds, 1, 99);
  const seconds = readWhole('--seconds', values.seconds, 1, 99);
  console.log(
    `Node ${process.version}; ${rounds} rounds of ${seconds} s, taking turns. CPU of the process, a request.`,
  );
  console.log(
    'Without: the same server, engine and requests. With: a repeated JWT, rules in the schema, costs, limits,',
  );
  console.log('a rate limit, registered operations only, CORS.\n');
  const results = await benchTrust({ rounds, seconds });
  console.log(
    formatTable(
      ['case', 'without ms', 'with ms', 'ratio', 'least–most', 'ratio of the least'],
      results.map(formatResult),
    ),
  );
  const most = Math.max(...results.map(({ bare, guarded }) => median(divideRounds(guarded, bare))));
  const added = ((most - 1) * 100).toFixed(0);
  console.log(`\nAll of trust adds ${added} %; ${((allowedRatio - 1) * 100).toFixed(0)} % are allowed.`);
  if (!(most <= allowedRatio)) process.exitCode = 1;
}

function formatResult(result: TrustResult): readonly string[] {
  const { benchCase, bare, guarded } = result;
  const ratios = divideRounds(guarded, bare);
  return [
    `(${benchCase.name}) ${benchCase.title}`,
    median(bare.map(({ cpuMs }) => cpuMs)).toFixed(3),
    median(guarded.map(({ cpuMs }) => cpuMs)).toFixed(3),
    median(ratios).toFixed(2),
    formatSpread(ratios),
    (leastCpuOf(guarded) / leastCpuOf(bare)).toFixed(2),
  ];
}
