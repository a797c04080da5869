import { Supergraph } from '@apollo/federation-internals';
import { createGateway } from '@supergraph/engine';
import { expect, onTestFinished, test } from 'vitest';
import { askSubgraph } from '../../engine/test/differential/ask-subgraph.ts';
import { createFaultyAsk, drawFaults, type FaultNames } from '../../engine/test/differential/faults.ts';
import { generateOperation } from '../../engine/test/differential/generate-operation.ts';
import { createRandom } from '../../engine/test/differential/random.ts';
import { SUBGRAPH_SDL } from '../../engine/test/differential/subgraph-sdl.ts';
import { cases } from '../../engine/test/kit/cases.ts';
import { composeSubgraphs } from '../../engine/test/kit/compose-subgraphs.ts';
import { everyRequest, startWay } from './two-ways.ts';

const count = cases === 'few' ? 120 : 1_050;

test(`known operations have the same responses as unknown ones: ${count} generated operations, with and without failing subgraphs`, async () => {
  const definitions = Object.entries(SUBGRAPH_SDL).map(([name, typeDefs]) => [name, { typeDefs }] as const);
  const supergraphSdl = composeSubgraphs(
    Object.fromEntries(definitions),
    (name) => `http://${name}.invalid/`,
  );
  const apiSchema = Supergraph.build(supergraphSdl).apiSchema().toGraphQLJSSchema();
  let faults: FaultNames = {};
  const ask = createFaultyAsk(askSubgraph, () => faults);
  const open = () =>
    createGateway({
      supergraphSdl,
      createSubgraph: ({ name }) => ({ execute: ({ query, variables }) => ask(name, { query, variables }) }),
      planning: { timeoutMs: 600_000 },
    });
  const unknown = await startWay(open(), [everyRequest]);
  const known = await startWay(open());
  onTestFinished(async () => {
    await unknown.stop();
    await known.stop();
  });
  for (let seed = 1; seed <= count; seed += 1) {
    const random = createRandom(seed);
    const operation = generateOperation(apiSchema, random, {
      kind: random.chance(0.08) ? 'mutation' : 'query',
      hasMisleadingAliases: random.chance(0.1),
    });
    faults = {};
    // Knows the operation from now on. A seed may repeat the operation of another one.
    await known.ask(operation);
    const before = known.shortcuts();
    let answeredWhole = 0;
    for (const drawn of [{}, drawFaults(random, Object.keys(SUBGRAPH_SDL))]) {
      faults = drawn;
      const expected = await unknown.ask(operation);
      expect(await known.ask(operation), `seed ${seed}, ${JSON.stringify(drawn)}`).toEqual(expected);
      if (!expected.body.startsWith('{"errors"')) answeredWhole += 1;
    }
    expect(known.shortcuts() - before, `seed ${seed}`).toBe(answeredWhole);
  }
  expect(unknown.shortcuts()).toBe(0);
}, 300_000);
