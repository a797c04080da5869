import { parseArgs } from 'node:util';
import { readWhole } from '../read-whole.ts';
import { divideRounds, formatSpread } from '../report/compare-rounds.ts';
import { formatTable } from '../report/format-table.ts';
import { median } from '../report/median.ts';
import { runBench } from '../run-bench.ts';
import { benchCache, type CacheRow } from './bench-cache.ts';
import { benchChanges } from './bench-changes.ts';
import { cacheKinds } from './cache-kinds.ts';

/** Largest CPU of requests with 99 % hits as a share of a miss. */
const allowedShare = 0.4;

runBench(main);

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      case: { type: 'string', default: 'c' },
      rounds: { type: 'string', default: '7' },
      seconds: { type: 'string', default: '2' },
      changes: { type: 'string', default: '200' },
    },
  });
  const rounds = readWhole('--rounds', values.rounds, 1, 99);
  const seconds = readWhole('--seconds', values.seconds, 1, 99);
  const changes = readWhole('--changes', values.changes, 1, 10_000);
  console.log(
    `Node ${process.version}; case ${values.case}, ${rounds} rounds of ${seconds} s, taking turns.`,
  );
  console.log('CPU of the gateway process, a request. A miss fetches everything and stores it.\n');
  const rows = await benchCache({ caseName: values.case, rounds, seconds });
  const missOf = ({ kind }: CacheRow) => rows.find((row) => row.kind === kind && row.hitRate === 0);
  console.log(
    formatTable(
      ['gateway', 'hits', 'CPU ms', '÷ miss', 'least–most', 'req/s', 'p50 ms', 'fetches'],
      rows.map((row) => formatRow(row, missOf(row))),
    ),
  );
  const rowOf = (kind: CacheRow['kind'], hitRate?: number) =>
    rows.find((row) => row.kind === kind && row.hitRate === hitRate)?.rounds;
  const miss = rowOf('ours-cached', 0);
  const share = median(divideRounds(rowOf('ours-cached', 99), miss));
  const multiple = median(divideRounds(miss, rowOf('ours')));
  const [is, may] = [share, allowedShare].map((value) => `${(value * 100).toFixed(0)} %`);
  console.log(`\nOf ours, requests with 99 % hits need ${is} of a miss; ${may} are allowed.`);
  console.log(`A miss needs ${multiple.toFixed(2)} of a request without a cache.`);
  if (!(share <= allowedShare)) process.exitCode = 1;
  const times = (await benchChanges(changes)).toSorted((a, b) => a - b);
  const [p50, p99] = [0.5, 0.99].map((part) => times[Math.floor(part * times.length)]?.toFixed(0));
  console.log(`From the commit of a change to its value at the gateway: p50 ${p50} ms, p99 ${p99} ms.`);
}

function formatRow({ kind, hitRate, rounds }: CacheRow, miss: CacheRow | undefined): readonly string[] {
  const middle = (field: 'cpuMs' | 'requestsPerSecond' | 'p50Ms' | 'fetches') =>
    median(rounds.map((round) => round[field]));
  const ratios = divideRounds(rounds, miss?.rounds);
  return [
    cacheKinds[kind],
    hitRate === undefined ? '–' : `${hitRate} %`,
    middle('cpuMs').toFixed(3),
    hitRate === undefined ? '' : median(ratios).toFixed(2),
    hitRate === undefined ? '' : formatSpread(ratios),
    middle('requestsPerSecond').toFixed(0),
    middle('p50Ms').toFixed(1),
    middle('fetches').toFixed(2),
  ];
}
