import { parseArgs } from 'node:util';
import { formatTable } from '../report/format-table.ts';
import { median } from '../report/median.ts';
import { benchTrust, type TrustResult } from './bench-trust.ts';

/** Largest share of CPU that all security features may add to a small query. */
const allowedRatio = 1.15;

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
  const most = Math.max(...results.map((result) => median(ratiosOf(result))));
  const added = ((most - 1) * 100).toFixed(0);
  console.log(`\nAll of trust adds ${added} %; ${((allowedRatio - 1) * 100).toFixed(0)} % are allowed.`);
  if (!(most <= allowedRatio)) process.exitCode = 1;
}

function readWhole(name: string, text: string): number {
  if (/^[1-9]\d?$/.test(text)) return Number(text);
  throw new Error(`${name} must be a whole number, 1-99; received ${text}`);
}

function formatResult(result: TrustResult): readonly string[] {
  const { benchCase, bare, guarded } = result;
  const ratios = ratiosOf(result);
  return [
    `(${benchCase.name}) ${benchCase.title}`,
    median(bare.map(({ cpuMs }) => cpuMs)).toFixed(3),
    median(guarded.map(({ cpuMs }) => cpuMs)).toFixed(3),
    median(ratios).toFixed(2),
    `${Math.min(...ratios).toFixed(2)}–${Math.max(...ratios).toFixed(2)}`,
    (leastOf(guarded) / leastOf(bare)).toFixed(2),
  ];
}

/** Returns the round with the least CPU, the closest to an idle machine. */
function leastOf(rounds: TrustResult['bare']): number {
  return Math.min(...rounds.map(({ cpuMs }) => cpuMs));
}

/** Returns the ratios of adjacent rounds. */
function ratiosOf({ bare, guarded }: TrustResult): readonly number[] {
  return guarded.map(({ cpuMs }, at) => cpuMs / (bare[at]?.cpuMs ?? Number.NaN));
}
