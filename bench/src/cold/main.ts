import { availableParallelism } from 'node:os';
import { runBench } from '../run-bench.ts';
import { benchCold } from './bench-cold.ts';
import { type ColdOptions, readColdOptions } from './cold-options.ts';

runBench(main);

async function main(): Promise<void> {
  const options = readColdOptions(process.argv.slice(2));
  console.log(describeRun(options));
  await benchCold(options, (table) => console.log(`${table}\n`));
}

function describeRun({ types }: ColdOptions): string {
  return [
    `Node ${process.version}, ${availableParallelism()} cores. A generated graph of ${types} entity types in 10 subgraphs.`,
    'A stall is the longest task of the gateway’s event loop, by three measures: wall time, which other processes',
    'affect; time at work, without waits for a free core (on Linux); and CPU time of the thread.\n',
  ].join('\n');
}
