import { availableParallelism } from 'node:os';
import { runBench } from '../run-bench.ts';
import { benchGraph } from './bench-graph.ts';
import { rowCounts } from './graph-cases.ts';
import { type GraphOptions, readGraphOptions } from './graph-options.ts';
import { profileGraph } from './profile-graph.ts';

runBench(main);

async function main(): Promise<void> {
  const options = readGraphOptions(process.argv.slice(2));
  console.log(describeRun(options));
  console.log(await (options.profile ? profileGraph(options) : benchGraph(options)));
}

function describeRun({ rounds, seconds, v8Flags, profile }: GraphOptions): string {
  const flags = v8Flags.length > 0 ? v8Flags.join(' ') : 'none';
  const turns = profile ? `profiled for ${seconds} s` : `${rounds} rounds of ${seconds} s, taking turns`;
  const { users, orders, products } = rowCounts;
  return [
    `Node ${process.version}, V8 flags: ${flags}, ${availableParallelism()} cores; ${turns}.`,
    `${users} users, ${orders} orders and ${products} products in two databases of one PostgreSQL.`,
    'CPU is that of all Node processes of a topology, a request; PostgreSQL’s stands beside it.\n',
  ].join('\n');
}
