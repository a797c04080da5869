import { createGateway } from '@supergraph/engine';
import { expect, onTestFinished, test } from 'vitest';
import { drawFaults } from '../../engine/test/differential/faults.ts';
import { createFaultyGraph } from '../../engine/test/differential/faulty-graph.ts';
import { generateOperation } from '../../engine/test/differential/generate-operation.ts';
import { createRandom } from '../../engine/test/differential/random.ts';
import { SUBGRAPH_SDL } from '../../engine/test/differential/subgraph-sdl.ts';
import { cases } from '../../engine/test/kit/cases.ts';
import { everyRequest, startWay } from './two-ways.ts';

const count = cases === 'few' ? 50 : 1_050;

test(`known operations have the same responses as unknown ones: ${count} generated operations, with and without failing subgraphs`, async () => {
  const { apiSchema, options, setFaults } = createFaultyGraph();
  const unknown = await startWay(createGateway(options), [everyRequest]);
  const known = await startWay(createGateway(options));
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
    setFaults({});
    // Knows the operation from now on. A seed may repeat the operation of another one.
    await known.ask(operation);
    const before = known.shortcuts();
    let answeredWhole = 0;
    for (const drawn of [{}, drawFaults(random, Object.keys(SUBGRAPH_SDL))]) {
      setFaults(drawn);
      const expected = await unknown.ask(operation);
      expect(await known.ask(operation), `seed ${seed}, ${JSON.stringify(drawn)}`).toEqual(expected);
      if (!expected.body.startsWith('{"errors"')) answeredWhole += 1;
    }
    expect(known.shortcuts() - before, `seed ${seed}`).toBe(answeredWhole);
  }
  expect(unknown.shortcuts()).toBe(0);
}, 300_000);
