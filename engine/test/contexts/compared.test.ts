import { expect, test } from 'vitest';
import { createRandom } from '../differential/random.ts';
import { serveGraph } from '../kit/serve-graph.ts';
import { growOperation } from './grow-operation.ts';
import { answerWhole, definitions } from './nested-graph.ts';

test('answers equal those of the same graph without federation', { timeout: 120_000 }, async () => {
  const graph = await serveGraph(definitions, { planning: { timeoutMs: 60_000 } });
  for (let seed = 0; seed < 20; seed++) {
    const operation = growOperation(createRandom(seed));
    const expected = JSON.parse(JSON.stringify(await answerWhole(operation, 3)));
    expect({ seed, operation, ...(await graph.execute(operation, { times: 3 })) }).toEqual({
      seed,
      operation,
      ...expected,
    });
  }
});
