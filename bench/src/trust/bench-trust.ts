import { type BenchCase, benchCases } from '../bench-cases.ts';
import { checkAnswers } from '../check-answer.ts';
import type { Target } from '../gateways/start-gateway.ts';
import { type Bench, measureRound, type Round } from '../measure-round.ts';
import { readNumbers } from '../processes/read-numbers.ts';
import { startChild } from '../processes/start-child.ts';
import { composeSupergraph } from '../stub/compose-supergraph.ts';
import { computeExpectedData } from '../stub/expected-data.ts';
import { type Stubs, startStubs } from '../stub/start-stubs.ts';
import { warmUp } from '../warm-up.ts';
import { readGuardedSdl } from './guarded-sdl.ts';
import { createGuardedSettings, type GuardedSettings } from './guarded-settings.ts';

/** A case, measured without and with all security features, in alternating rounds. */
export type TrustResult = {
  readonly benchCase: BenchCase;
  readonly bare: readonly Round[];
  readonly guarded: readonly Round[];
};

/** Measures the small queries with and without all security features. Stops everything that it started, also on failure. */
export async function benchTrust(options: {
  readonly rounds: number;
  readonly seconds: number;
}): Promise<readonly TrustResult[]> {
  const cases = benchCases.filter(({ name }) => name === 'a' || name === 'b');
  const stubs = await startStubs();
  const load = startChild(new URL('../load/load-process.ts', import.meta.url));
  const supergraphSdl = composeSupergraph(stubs.ports, readGuardedSdl);
  const settings = await createGuardedSettings(
    supergraphSdl,
    cases.flatMap(({ operations }) => operations.map(({ query }) => query)),
  );
  try {
    const results: TrustResult[] = [];
    for (const benchCase of cases)
      results.push(
        await measureCase({ load, stubs, seconds: options.seconds }, benchCase, settings, options.rounds),
      );
    return results;
  } finally {
    load.stop();
    stubs.stop();
    settings.remove();
  }
}

async function measureCase(
  bench: Bench,
  benchCase: BenchCase,
  settings: GuardedSettings,
  rounds: number,
): Promise<TrustResult> {
  const expectedData = computeExpectedData(bench.stubs.supergraphSdl, benchCase);
  const targets: Target[] = [];
  const prepare = async (target: Target): Promise<() => Promise<Round>> => {
    targets.push(target);
    const lengths = await checkAnswers(target, benchCase, expectedData);
    const measure = () => measureRound(bench, target, benchCase, lengths);
    await warmUp(measure);
    return measure;
  };
  try {
    const measureBare = await prepare(await startBare(bench.stubs, settings));
    const measureGuarded = await prepare(await startGuarded(settings));
    const [bare, guarded]: [Round[], Round[]] = [[], []];
    for (let round = 0; round < rounds; round += 1) {
      bare.push(await measureBare());
      guarded.push(await measureGuarded());
    }
    return { benchCase, bare, guarded };
  } finally {
    for (const target of targets) target.process.stop();
  }
}

/** Starts the server without rules in its schema. It receives the same requests as the other server. */
function startBare({ supergraphSdl }: Stubs, settings: GuardedSettings): Promise<Target> {
  return start('bare', settings, { supergraphSdl });
}

function startGuarded(settings: GuardedSettings): Promise<Target> {
  return start('guarded', settings, {});
}

async function start(
  kind: string,
  { env, headers }: GuardedSettings,
  details: Readonly<Record<string, string>>,
): Promise<Target> {
  const process = startChild(new URL('./trust-process.ts', import.meta.url));
  const { port } = readNumbers(await process.ask('start', { kind, env, ...details }), ['port']);
  return { kind, url: `http://127.0.0.1:${port}/graphql`, headers, process };
}
