import { mkdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { BenchCase } from './bench-cases.ts';
import { checkAnswers } from './check-answer.ts';
import { startGateway } from './gateways/start-gateway.ts';
import { type Bench, measureRound } from './measure-round.ts';
import type { BenchOptions } from './options.ts';
import { startChild } from './processes/start-child.ts';
import { formatProfile } from './report/format-profile.ts';
import { summarizeProfile } from './report/summarize-profile.ts';
import { computeExpectedData } from './stub/expected-data.ts';
import { startStubs } from './stub/start-stubs.ts';

const folder = new URL('../../.data/bench/', import.meta.url);

/** Profiles our gateway on the selected cases. Returns the CPU time by module, and the paths of the profiles. */
export async function profileOurs({ cases, seconds, v8Flags }: BenchOptions): Promise<string> {
  mkdirSync(folder, { recursive: true });
  const stubs = await startStubs();
  const load = startChild(new URL('./load/load-process.ts', import.meta.url));
  try {
    const tables = [];
    for (const benchCase of cases)
      tables.push(await profileCase({ load, stubs, seconds }, benchCase, v8Flags));
    return tables.join('\n\n');
  } finally {
    load.stop();
    stubs.stop();
  }
}

async function profileCase(bench: Bench, benchCase: BenchCase, v8Flags: readonly string[]): Promise<string> {
  const { supergraphSdl } = bench.stubs;
  const gateway = await startGateway('ours', supergraphSdl, v8Flags);
  try {
    const bytes = await checkAnswers(gateway, benchCase, computeExpectedData(supergraphSdl, benchCase));
    await measureRound(bench, gateway, benchCase, bytes);
    await gateway.process.ask('startProfile');
    const { cpuMs } = await measureRound(bench, gateway, benchCase, bytes);
    const file = fileURLToPath(new URL(`ours-${benchCase.name}.cpuprofile`, folder));
    await gateway.process.ask('stopProfile', { file });
    const summary = summarizeProfile(JSON.parse(readFileSync(file, 'utf8')));
    return `(${benchCase.name}) ${benchCase.title}: ${cpuMs.toFixed(3)} ms CPU a request, profiled\n${formatProfile(summary)}\n${file}`;
  } finally {
    gateway.process.stop();
  }
}
