import { parseArgs } from 'node:util';
import { formatTable } from '../report/format-table.ts';
import { median } from '../report/median.ts';
import { benchObserve, type ObserveResult } from './bench-observe.ts';
import { observeKinds } from './observe-kinds.ts';

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});

async function main(): Promise<void> {
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(1));
  const { values } = parseArgs({
    options: { rounds: { type: 'string', default: '15' }, seconds: { type: 'string', default: '1' } },
  });
  const [rounds, seconds] = [readWhole('--rounds', values.rounds), readWhole('--seconds', values.seconds)];
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
    allowed !== undefined && median(ratiosOf(results[at] ?? bare, bare)) > allowed;
  if (observeKinds.some(isOver)) process.exitCode = 1;
}

function readWhole(name: string, text: string): number {
  if (/^[1-9]\d?$/.test(text)) return Number(text);
  throw new Error(`${name} must be a whole number, 1-99; received ${text}`);
}

function formatResult(result: ObserveResult, bare: ObserveResult, allowed?: number): readonly string[] {
  const ratios = ratiosOf(result, bare);
  return [
    result.kind,
    median(result.rounds.map(({ cpuMs }) => cpuMs)).toFixed(3),
    median(ratios).toFixed(3),
    `${Math.min(...ratios).toFixed(2)}–${Math.max(...ratios).toFixed(2)}`,
    (leastOf(result) / leastOf(bare)).toFixed(3),
    allowed?.toFixed(2) ?? '',
  ];
}

/** Returns the CPU of the round with the least, the closest to an idle machine. */
function leastOf({ rounds }: ObserveResult): number {
  return Math.min(...rounds.map(({ cpuMs }) => cpuMs));
}

/** Returns the ratios of adjacent rounds. */
function ratiosOf({ rounds }: ObserveResult, bare: ObserveResult): readonly number[] {
  return rounds.map(({ cpuMs }, at) => cpuMs / (bare.rounds[at]?.cpuMs ?? Number.NaN));
}
