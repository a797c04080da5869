import { test } from 'vitest';
import { createExecutors } from './create-executors.ts';
import { drawFaults } from './faults.ts';
import { generateOperation } from './generate-operation.ts';
import { createRandom } from './random.ts';
import { runCase } from './run-case.ts';
import { shrinkOperation } from './shrink-operation.ts';
import { SUBGRAPH_SDL } from './subgraph-sdl.ts';

test('scratch', async () => {
  const ex = await createExecutors();
  const [from, to, faulty] = (process.env.RANGE ?? '1,300,0').split(',').map(Number) as [number, number, number];
  const what = process.env.WHAT ?? 'untruth';
  let shown = 0; const counts: Record<string, number> = {};
  for (let seed = from; seed <= to; seed++) {
    const random = createRandom(seed);
    const operation = generateOperation(ex.apiSchema, random, { kind: random.chance(0.08) ? 'mutation' : 'query', hasAliasesOfFieldNames: random.chance(0.1) });
    let faults = drawFaults(random, Object.keys(SUBGRAPH_SDL));
    if (!faulty) faults = {};
    else if (Object.keys(faults).length === 0) continue;
    const bad = async (op: typeof operation) => { const r = await runCase(ex, { operation: op, faults });
      if (r.stock.data === undefined) return;
      if (what === 'untruth') return r.untruths.length ? r : undefined;
      if (what === 'data') return r.differences.some((d) => d.kind === 'data') && r.untruths.length === 0 ? r : undefined;
      return r.differences.length && !r.differences.some((d) => d.kind === 'data') ? r : undefined; };
    const r = await bad(operation);
    if (!r) continue;
    counts.bad = (counts.bad ?? 0) + 1;
    if (shown++ >= +(process.env.SHOW ?? 10)) continue;
    const small = await shrinkOperation(ex.apiSchema, operation, async (x) => (await bad(x)) !== undefined);
    const s = (await bad(small))!;
    console.log('CASE', seed, JSON.stringify(faults), small.query.replace(/\s+/g, ' '), '#' + JSON.stringify(small.variables), '\n T', JSON.stringify(s.truth), '\n S', JSON.stringify(s.stock), '\n O', JSON.stringify(s.ours), '\n D', JSON.stringify(s.differences));
  }
  console.log(counts);
}, 600000);
