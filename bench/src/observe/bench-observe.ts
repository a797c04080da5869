import { benchCases } from '../bench-cases.ts';
import { checkAnswers } from '../check-answer.ts';
import type { Target } from '../gateways/start-gateway.ts';
import { measureRound, type Round } from '../measure-round.ts';
import { readNumbers } from '../processes/read-numbers.ts';
import { startChild } from '../processes/start-child.ts';
import { computeExpectedData } from '../stub/expected-data.ts';
import { startStubs } from '../stub/start-stubs.ts';
import { createGuardedSettings } from '../trust/guarded-settings.ts';
import { warmUp } from '../warm-up.ts';
import { observeKinds } from './observe-kinds.ts';

/** One way to observe the gateway, with its rounds. The rounds of all ways take turns. */
export type ObserveResult = { readonly kind: string; readonly rounds: readonly Round[] };

const process = new URL('./observed-process.ts', import.meta.url);

/** Measures the small query with an entity hop. Stops everything that it started, also on failure. */
export async function benchObserve(options: {
  readonly rounds: number;
  readonly seconds: number;
}): Promise<readonly ObserveResult[]> {
  const benchCase = benchCases.find(({ name }) => name === 'b');
  if (benchCase === undefined) throw new Error('The cases must have the small query "b"');
  const stubs = await startStubs();
  const load = startChild(new URL('../load/load-process.ts', import.meta.url));
  const collector = startChild(process);
  const queries = benchCase.operations.map(({ query }) => query);
  const settings = await createGuardedSettings(stubs.supergraphSdl, queries);
  const targets: Target[] = [];
  try {
    const { port } = readNumbers(await collector.ask('collect'), ['port']);
    const expected = computeExpectedData(stubs.supergraphSdl, benchCase);
    const measures: (() => Promise<Round>)[] = [];
    for (const { kind, env } of observeKinds) {
      const traced = 'OTEL_TRACES_SAMPLER' in env && {
        OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${port}`,
      };
      const target = await startTarget(
        kind,
        { ...settings.env, SHED_LAG_MS: '0', ...env, ...traced },
        settings.headers,
      );
      targets.push(target);
      const lengths = await checkAnswers(target, benchCase, expected);
      const bench = { load, stubs, seconds: options.seconds };
      const measure = () => measureRound(bench, target, benchCase, lengths);
      await warmUp(measure);
      measures.push(measure);
    }
    const rounds: Round[][] = observeKinds.map(() => []);
    for (let round = 0; round < options.rounds; round += 1)
      for (const [at, measure] of measures.entries()) rounds[at]?.push(await measure());
    return observeKinds.map(({ kind }, at) => ({ kind, rounds: rounds[at] ?? [] }));
  } finally {
    for (const target of targets) target.process.stop();
    for (const child of [load, collector, stubs]) child.stop();
    settings.remove();
  }
}

async function startTarget(
  kind: string,
  env: Readonly<Record<string, string>>,
  headers: Readonly<Record<string, string>>,
): Promise<Target> {
  const child = startChild(process);
  const { port } = readNumbers(await child.ask('start', { env }), ['port']);
  return { kind, url: `http://127.0.0.1:${port}/graphql`, headers, process: child };
}
