import { expect, onTestFinished, test, vi } from 'vitest';
import { serveChangingGraph } from '../kit/serve-changing-graph.ts';
import { measurePlannerStart, otherSlowQuery, slowQuery, slowToPlan } from '../kit/slow-planning.ts';

const one = { headers: { 'x-caller': 'one' } };
const other = { headers: { 'x-caller': 'other' } };
const callerOf = ({ headers }: { headers: { get(name: string): string | null | undefined } | undefined }) =>
  headers?.get('x-caller') ?? '';

/** Returns a time limit that is long for everything that a test does except planning slow operations. */
const timeLimit = async (): Promise<number> => Math.max(500, (await measurePlannerStart()) * 2);

/** Distinct operations whose planning each takes the whole time limit. */
const slowQueries = Array.from({ length: 4 }, (_, i) => slowQuery.replace('items0', `i${i}: items0`));

test('a new operation is planned at once while another caller has more slow ones than there are threads', async () => {
  const graph = await serveChangingGraph(slowToPlan, { planning: { timeoutMs: 60_000 }, callerOf });
  let settled = 0;
  for (const query of [slowQuery, otherSlowQuery, ...slowQueries])
    void graph.execute(query, {}, one).then(() => (settled += 1));
  expect(await graph.execute('{ ok0 ok1 }', {}, other)).toEqual({ data: { ok0: 0, ok1: 1 } });
  expect(settled).toBe(0);
});

test('with one thread, callers take turns', async () => {
  const planning = { timeoutMs: await timeLimit(), maxWaitMs: 60_000, maxThreads: 1 };
  const graph = await serveChangingGraph(slowToPlan, { planning, callerOf });
  const order: string[] = [];
  const slow = slowQueries.map((query) => graph.execute(query, {}, one).then(() => order.push('slow')));
  const quick = ['{ ok0 }', '{ ok1 }'].map((query) =>
    graph.execute(query, {}, other).then(() => order.push('quick')),
  );
  await Promise.all([...slow, ...quick]);
  // The first operation is planned before the second caller arrives.
  expect(order).toEqual(['slow', 'slow', 'quick', 'slow', 'quick', 'slow']);
}, 60_000);

test('if too many operations wait, the caller with the most loses its last one to a caller with fewer', async () => {
  const planning = { timeoutMs: await timeLimit(), maxWaitMs: 60_000, maxThreads: 1, maxQueued: 2 };
  const graph = await serveChangingGraph(slowToPlan, { planning, callerOf });
  const [first, second, third] = slowQueries.map((query) => graph.execute(query, {}, one));
  const quick = graph.execute('{ ok0 }', {}, other);
  const unavailable = { errors: [{ extensions: { code: 'PLANNER_UNAVAILABLE' } }] };
  expect(await third).toMatchObject(unavailable);
  expect(await graph.execute('{ ok1 }', {}, one)).toMatchObject(unavailable);
  expect(await quick).toEqual({ data: { ok0: 0 } });
  const tooLong = { errors: [{ extensions: { code: 'PLANNING_LIMIT_EXCEEDED' } }] };
  expect(await first).toMatchObject(tooLong);
  expect(await second).toMatchObject(tooLong);
}, 60_000);

test('the planning time is reported with its request, once per operation', async () => {
  const told: [string, number][] = [];
  const timeoutMs = await timeLimit();
  const graph = await serveChangingGraph(slowToPlan, {
    planning: { timeoutMs },
    callerOf,
    onPlanned: (client, milliseconds) => void told.push([callerOf(client), milliseconds]),
  });
  await graph.execute('{ ok0 }', {}, other);
  await graph.execute('{ ok0 }', {}, other);
  await graph.execute(slowQuery, {}, one);
  await graph.execute(slowQuery, {}, one);
  expect(told.map(([caller]) => caller)).toEqual(['other', 'one']);
  const [[, quick] = [], [, slow] = []] = told;
  expect(quick).toBeGreaterThan(0);
  expect(quick).toBeLessThan(timeoutMs);
  expect(slow).toBeGreaterThan(timeoutMs - 10);
});

test('when an operation has used up half of its time, a thread is made ready for the next one', async () => {
  const graph = await serveChangingGraph(slowToPlan, { planning: { timeoutMs: 60_000, maxThreads: 2 } });
  vi.useFakeTimers({ toFake: ['performance', 'setTimeout', 'clearTimeout'] });
  onTestFinished(() => void vi.useRealTimers());
  const slow = graph.execute(slowQuery);
  // The timers for half of its time limit and for the whole of it.
  await expect.poll(() => vi.getTimerCount()).toBeGreaterThanOrEqual(2);
  await vi.advanceTimersByTimeAsync(30_000);
  // The clock stands still, so no other timer starts a thread for waiting operations.
  expect(await graph.execute('{ ok0 }')).toEqual({ data: { ok0: 0 } });
  await vi.advanceTimersByTimeAsync(30_000);
  expect(await slow).toMatchObject({ errors: [{ extensions: { code: 'PLANNING_LIMIT_EXCEEDED' } }] });
  expect(await graph.execute('{ ok0 ok1 }')).toEqual({ data: { ok0: 0, ok1: 1 } });
});
