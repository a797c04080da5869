import { expect, test } from 'vitest';
import { serveChangingGraph } from '../kit/serve-changing-graph.ts';
import { measurePlannerStart, otherSlowQuery, slowQuery, slowToPlan } from '../kit/slow-planning.ts';
import type { Answer } from '../kit/start-server.ts';

const tooLong = [{ extensions: { code: 'PLANNING_LIMIT_EXCEEDED' } }];
const busy = [{ extensions: { code: 'PLANNER_UNAVAILABLE' } }];

test('an operation that takes the planner too long is refused, others are answered, and it is not tried again at once', async () => {
  const timeoutMs = Math.max(500, (await measurePlannerStart()) * 2);
  const graph = await serveChangingGraph(slowToPlan, { planning: { timeoutMs } });
  const slow = await graph.execute(slowQuery);
  expect(slow).toEqual({
    errors: [
      {
        message: 'This operation takes too long to plan. Request less at once.',
        extensions: { code: 'PLANNING_LIMIT_EXCEEDED' },
      },
    ],
  });
  expect(await graph.execute('{ ok0 ok1 }')).toEqual({ data: { ok0: 0, ok1: 1 } });
  expect(await graph.execute(slowQuery)).toEqual(slow);
  expect(graph.logged).toEqual([expect.stringContaining(`${timeoutMs} ms were not enough`)]);
});

test('an operation that takes the planner too much memory is refused, and the next one is planned', async () => {
  const graph = await serveChangingGraph(slowToPlan, { planning: { timeoutMs: 60_000, maxMemoryMb: 32 } });
  expect((await graph.execute(slowQuery)).errors).toMatchObject(tooLong);
  expect(graph.logged).toEqual([expect.stringContaining('the memory of a planner was not enough')]);
  expect(await graph.execute('{ ok0 }')).toEqual({ data: { ok0: 0 } });
}, 60_000);

test('while an operation keeps the planner busy, known ones are answered and new ones are planned', async () => {
  const graph = await serveChangingGraph(slowToPlan, { planning: { timeoutMs: 60_000 } });
  await graph.execute('{ ok0 }');
  const isSlow = isPending(graph.execute(slowQuery));
  expect(await graph.execute('{ ok0 }')).toEqual({ data: { ok0: 0 } });
  expect(await graph.execute('{ ok1 ok2 }')).toEqual({ data: { ok1: 1, ok2: 2 } });
  expect(isSlow()).toBe(true);
});

test('if too many new operations wait, a further one is refused at once, and known ones are answered', async () => {
  const planning = { timeoutMs: 60_000, maxThreads: 1, maxQueued: 2 };
  const graph = await serveChangingGraph(slowToPlan, { planning });
  await graph.execute('{ ok0 }');
  const areSlow = [slowQuery, otherSlowQuery, '{ ok1 }'].map((query) => isPending(graph.execute(query)));
  const refused = await graph.execute('{ ok2 }');
  expect(refused.errors).toMatchObject(busy);
  expect(await graph.execute('{ ok0 }')).toEqual({ data: { ok0: 0 } });
  expect(areSlow.map((isSlow) => isSlow())).toEqual([true, true, true]);
});

test('the wait of a new operation for the planner is limited', async () => {
  const planning = { timeoutMs: 60_000, maxWaitMs: 100, maxThreads: 1 };
  const graph = await serveChangingGraph(slowToPlan, { planning });
  const isSlow = isPending(graph.execute(slowQuery));
  expect((await graph.execute('{ ok0 }')).errors).toMatchObject(busy);
  expect(isSlow()).toBe(true);
});

function isPending(answer: Promise<Answer>): () => boolean {
  let isSettled = false;
  void answer.then(() => {
    isSettled = true;
  });
  return () => !isSettled;
}
