import { setTimeout as sleep } from 'node:timers/promises';
import type { EventSystem } from './event-system.ts';

/** Longest time for all effects to happen, in milliseconds. No transport is too slow for it. */
const patienceMs = 120_000;

/** Changes each counter of a family in each round. A round is one transaction. */
export async function changeCounters(
  { producerSql }: EventSystem,
  family: string,
  {
    counters,
    rounds,
    pauseMs = 0,
  }: { readonly counters: number; readonly rounds: number; readonly pauseMs?: number },
): Promise<void> {
  for (let round = 0; round < rounds; round += 1) {
    await producerSql(`
      insert into counters select '${family}-' || number, 1 from generate_series(1, ${counters}) as number
      on conflict (name) do update set value = counters.value + 1`);
    await producerSql("select pg_notify('outbox', '')");
    await sleep(pauseMs);
  }
}

/** Waits for a condition. Returns false if it is not met in time. */
export async function waitUntil(isMet: () => Promise<boolean>): Promise<boolean> {
  for (const deadline = performance.now() + patienceMs; performance.now() < deadline; await sleep(50))
    if (await isMet()) return true;
  return false;
}

/**
 * Waits for the effects of all changes of a family of counters. Returns a sentence for each counter whose changes have not all
 * had their effect exactly once and in order.
 */
export async function checkCounters(system: EventSystem, family: string): Promise<readonly string[]> {
  const changed = await system.producerSql(`select name, value from counters where name like '${family}-%'`);
  const expected = changed.reduce((sum, { value }) => sum + Number(value), 0);
  await waitUntil(async () => (await countEffects(system, family)) >= expected);
  const rows = await system.consumerSql(`
    select counter, array_agg(value order by id) as values from effects where counter like '${family}-%' group by counter`);
  const effects = new Map(rows.map(({ counter, values }) => [counter, String(values)]));
  return changed.flatMap(({ name, value }) => {
    const wanted = String(Array.from({ length: Number(value) }, (_, index) => index + 1));
    const found = effects.get(name) ?? 'none';
    return found === wanted ? [] : [`the effects of ${name} must be ${wanted}, but are ${found}`];
  });
}

export async function countEffects({ consumerSql }: EventSystem, family: string): Promise<number> {
  const rows = await consumerSql(`select count(*) from effects where counter like '${family}-%'`);
  return Number(rows[0]?.count);
}
