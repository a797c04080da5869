import { availableParallelism } from 'node:os';
import { benchGateways } from './bench-gateways.ts';
import { type BenchOptions, readOptions } from './options.ts';
import { profileOurs } from './profile-ours.ts';
import { runBench } from './run-bench.ts';

runBench(main);

async function main(): Promise<void> {
  const options = readOptions(process.argv.slice(2));
  console.log(describeRun(options));
  console.log(await (options.profile ? profileOurs(options) : benchGateways(options)));
}

function describeRun({ rounds, seconds, v8Flags, profile }: BenchOptions): string {
  const flags = v8Flags.length > 0 ? v8Flags.join(' ') : 'none';
  const turns = profile ? `profiled for ${seconds} s` : `${rounds} rounds of ${seconds} s, taking turns`;
  return [
    `Node ${process.version}, V8 flags: ${flags}, ${availableParallelism()} cores; ${turns}.`,
    'CPU is the gateway process’s own, a request; no answer is shared between requests, but by Apollo Server alone:',
    'that one has its answer at hand, and shows what any gateway in Apollo Server costs before it does anything.',
    'Ours answers known operations without its pipeline. How to read the table: docs/performance.md.\n',
  ].join('\n');
}
