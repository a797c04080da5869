import { expect, test } from 'vitest';
import { type ChangingGraph, serveChangingGraph } from '../kit/serve-changing-graph.ts';
import { slowQuery, slowToPlan } from '../kit/slow-planning.ts';

/** One planner and no queue: while it is busy, unplanned operations are refused. */
const planning = { timeoutMs: 60_000, maxThreads: 1, maxQueued: 1 };

test('an operation is planned once, however many requests need it concurrently', async () => {
  const graph = await serveChangingGraph(slowToPlan, { planning });
  const answers = await Promise.all(Array.from({ length: 200 }, () => graph.execute('{ ok0 ok1 }')));
  expect(answers).toEqual(Array.from({ length: 200 }, () => ({ data: { ok0: 0, ok1: 1 } })));
});

test('the cache holds a limited number of operations and evicts the least recently used', async () => {
  const graph = await serveChangingGraph(slowToPlan, { planning, maxOperations: 2 });
  for (const query of ['{ ok0 }', '{ ok1 }', '{ ok0 }', '{ ok2 }']) await graph.execute(query);
  await keepPlannerBusy(graph);
  expect(await Promise.all([isPlanned(graph, '{ ok0 }'), isPlanned(graph, '{ ok2 }')])).toEqual([true, true]);
  expect(await isPlanned(graph, '{ ok1 }')).toBe(false);
});

test('the cache holds a limited size of operations', async () => {
  const graph = await serveChangingGraph(slowToPlan, { planning, maxOperationsBytes: 100_000 });
  const large = `{ ${Array.from({ length: 100 }, (_, index) => `a${index}: ok1`).join(' ')} }`;
  for (const query of ['{ ok0 }', large, '{ ok2 }']) await graph.execute(query);
  await keepPlannerBusy(graph);
  expect(await isPlanned(graph, '{ ok2 }')).toBe(true);
  expect(await isPlanned(graph, large)).toBe(false);
});

test('an operation takes more of the cache with each outcome of its conditions', async () => {
  const graph = await serveChangingGraph(slowToPlan, { planning, maxOperationsBytes: 60_000 });
  const names = ['a', 'b', 'c', 'd', 'e'];
  const conditional = `query (${names.map((name) => `$${name}: Boolean!`).join(' ')}) {
    ${names.map((name) => `${name}: ok1 @include(if: $${name})`).join(' ')}
  }`;
  await graph.execute('{ ok0 }');
  for (let outcome = 0; outcome < 32; outcome++) {
    await graph.execute(
      conditional,
      Object.fromEntries(names.map((name, bit) => [name, Boolean((outcome >> bit) & 1)])),
    );
  }
  await keepPlannerBusy(graph);
  expect(await isPlanned(graph, '{ ok0 }')).toBe(false);
});

test('listed operations are planned before the graph is served, and failures are reported', async () => {
  const warmUpOperations = [
    'query A { ok0 } query B { ok1 }',
    '{ ok2 ok3 }',
    '{ unknown }',
    '{ ok0',
    slowQuery,
  ];
  const limits = { ...planning, timeoutMs: 1_000 };
  const graph = await serveChangingGraph(slowToPlan, { planning: limits, warmUpOperations });
  expect(graph.events).toMatchObject([
    {
      outcome: 'served',
      warmUp: {
        planned: 3,
        invalid: 1,
        left: 0,
        failed: [
          { operation: '{ ok0', reason: expect.stringContaining('Syntax Error') },
          { operation: '{ unknown }', reason: expect.stringContaining('Cannot query field "unknown"') },
          { operation: slowQuery, reason: expect.stringContaining('1000 ms were not enough') },
        ],
      },
    },
  ]);
});

test('the first request of an operation of the list does not wait for the planner', async () => {
  const document = 'query A { ok0 } query B { ok1 }';
  const graph = await serveChangingGraph(slowToPlan, { planning, warmUpOperations: [document] });
  await keepPlannerBusy(graph);
  expect(await graph.execute(document, {}, { operationName: 'B' })).toEqual({ data: { ok1: 1 } });
  expect(await isPlanned(graph, '{ ok1 }')).toBe(false);
});

/** Keeps the planner busy, with one more operation in its queue. */
async function keepPlannerBusy(graph: ChangingGraph): Promise<void> {
  void graph.execute(slowQuery);
  void graph.execute('{ ok3 waiting: ok3 }');
  await expect.poll(() => isPlanned(graph, '{ ok3 refused: ok3 }')).toBe(false);
}

async function isPlanned(graph: ChangingGraph, query: string): Promise<boolean> {
  const { errors } = await graph.execute(query);
  if (errors === undefined) return true;
  expect(errors).toMatchObject([{ extensions: { code: 'PLANNER_UNAVAILABLE' } }]);
  return false;
}
