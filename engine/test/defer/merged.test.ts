import { Supergraph } from '@apollo/federation-internals';
import { expect, onTestFinished, test } from 'vitest';
import { createEngine, noClient, type OperationResult } from '../../src/index.ts';
import { askSubgraph } from '../differential/ask-subgraph.ts';
import { compareValues, missingErrors } from '../differential/compare-answers.ts';
import { createFaultyAsk, drawFaults, type FaultNames } from '../differential/faults.ts';
import { generateOperation } from '../differential/generate-operation.ts';
import { createRandom } from '../differential/random.ts';
import { SUBGRAPH_SDL } from '../differential/subgraph-sdl.ts';
import { cases } from '../kit/cases.ts';
import { composeSubgraphs } from '../kit/compose-subgraphs.ts';
import { readParts } from '../kit/read-parts.ts';
import type { Answer } from '../kit/start-server.ts';
import { putDefers } from './put-defers.ts';

/** Seeds of a wide run, such as `1-20000`. */
const WIDE_RUN = /^(\d+)-(\d+)$/.exec(process.env.DEFER_SEEDS ?? '');
const [FIRST, LAST] = WIDE_RUN ? [Number(WIDE_RUN[1]), Number(WIDE_RUN[2])] : [1, cases === 'few' ? 60 : 900];

/** Starts an engine on the world of the differential test, whose subgraphs can fail on demand. */
async function startWorld() {
  const definitions = Object.entries(SUBGRAPH_SDL).map(([name, typeDefs]) => [name, { typeDefs }] as const);
  const supergraph = composeSubgraphs(Object.fromEntries(definitions), (name) => `http://${name}.invalid/`);
  const world: { faults: FaultNames } = { faults: {} };
  const ask = createFaultyAsk(askSubgraph, () => world.faults);
  const engine = createEngine({
    supergraph,
    createSubgraph: ({ name }) => ({ execute: ({ query, variables }) => ask(name, { query, variables }) }),
    maxErrorsPerFetch: 10_000,
  });
  await engine.load();
  onTestFinished(() => engine.stop());
  const schema = Supergraph.build(supergraph).apiSchema().toGraphQLJSSchema({ includeDefer: true });
  const execute = async (
    text: string,
    variables: Readonly<Record<string, unknown>>,
    incremental: boolean,
  ): Promise<OperationResult> => {
    const prepared = await engine.prepare({ text, variables, client: noClient, incremental });
    return prepared.kind === 'refused' ? prepared : engine.execute(prepared);
  };
  return { world, schema, execute };
}

function toAnswer(result: OperationResult): Answer {
  if (result.kind !== 'answer') throw new Error(`A whole answer was expected, got ${JSON.stringify(result)}`);
  return JSON.parse(JSON.stringify(result));
}

test(
  'the parts of an answer merge to the whole answer, wherever @defer is',
  async () => {
    const { world, schema, execute } = await startWorld();
    const counts = { refused: 0, whole: 0, inParts: 0, failedParts: 0 };
    const problems: string[] = [];
    const check = async (seed: number, query: string, variables: Readonly<Record<string, unknown>>) => {
      const whole = toAnswer(await execute(query, variables, false));
      const result = await execute(query, variables, true);
      counts[result.kind === 'incremental' ? 'inParts' : 'whole'] += 1;
      if (result.kind !== 'incremental') return { whole, merged: toAnswer(result), failed: [] };
      const { merged, failed } = await readParts(result).catch((problem: Error) => {
        throw new Error(`Seed ${seed}: ${problem.message}\n${query}`);
      });
      if (failed.length > 0) counts.failedParts += 1;
      return { whole, merged, failed };
    };
    for (let seed = FIRST; seed <= LAST; seed += 1) {
      const random = createRandom(seed);
      const kind = random.chance(0.08) ? 'mutation' : 'query';
      const operation = generateOperation(schema, random, { kind, hasMisleadingAliases: random.chance(0.1) });
      const query = putDefers(operation.query, random);
      world.faults = {};
      if ((await execute(query, operation.variables, true)).kind === 'refused') {
        counts.refused += 1;
        continue;
      }
      const { whole, merged, failed } = await check(seed, query, operation.variables);
      // A failed part leaves its object unchanged, while the whole answer has null there.
      if (failed.length === 0) {
        const differences = compareValues(merged.data, whole.data, false);
        const missing = [...missingErrors(merged, whole), ...missingErrors(whole, merged)];
        if (differences.length + missing.length > 0)
          problems.push(`Seed ${seed}\n${query}\n${JSON.stringify([differences, missing])}`);
      }
      world.faults = drawFaults(random, Object.keys(SUBGRAPH_SDL));
      if (Object.keys(world.faults).length === 0) continue;
      // With other fetches, other fields are lost. Values in both answers are equal, and lost ones have an
      // error.
      const faulty = await check(seed, query, operation.variables);
      const different = compareValues(faulty.merged.data, faulty.whole.data, false).filter(
        (each) => each.kind === 'data' && typeof each.ours !== 'object' && typeof each.other !== 'object',
      );
      if (faulty.failed.length === 0 && different.length > 0)
        problems.push(
          `Seed ${seed}, ${JSON.stringify(world.faults)}\n${query}\n${JSON.stringify(different)}`,
        );
      if ((faulty.whole.errors ?? []).length === 0 && faulty.failed.length > 0)
        problems.push(`Seed ${seed}, ${JSON.stringify(world.faults)}: a part failed\n${query}`);
    }
    console.info(counts);
    expect(problems.slice(0, 3).join('\n\n')).toBe('');
    // Operations are refused only for @defer on the root fields of mutations.
    expect(counts.refused).toBeLessThan((LAST - FIRST) / 10);
    expect(counts.inParts).toBeGreaterThan(counts.whole / 2);
  },
  WIDE_RUN ? 0 : 180_000,
);
