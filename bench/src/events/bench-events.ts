import { setTimeout as sleep } from 'node:timers/promises';
import { changeCounters, countEffects, waitUntil } from '../../../test/brokers/conformance/counters.ts';
import { type EventSystem, startEventSystem } from '../../../test/brokers/conformance/event-system.ts';
import type { AuditedTransport } from '../../../test/brokers/conformance/run-audits.ts';

/** Amount of work of a measurement. */
export interface EventBenchOptions {
  /** Events of the measurement of throughput. */
  readonly events: number;
  /** Duration and rate of the measurement of latency. */
  readonly seconds: number;
  readonly perSecond: number;
}

/** Measurement of one transport. */
export interface EventMeasurement {
  readonly transport: string;
  /** Events that had their effect, from the first write to the last effect. */
  readonly eventsPerSecond: number;
  /** Time from the write of an event to its effect, in milliseconds, at a rate that the transport easily sustains. */
  readonly medianMs: number;
  readonly p99Ms: number;
}

/** Changes of one transaction in the measurement of throughput. */
const batch = 250;

/** Measures one transport with its own processes and databases. */
export async function benchTransport(
  { name, kind }: AuditedTransport,
  adminUrl: string,
  options: EventBenchOptions,
): Promise<EventMeasurement> {
  const system = await startEventSystem(adminUrl, kind);
  try {
    await warmUp(system);
    const latency = await measureLatency(system, options);
    return { transport: name, eventsPerSecond: await measureThroughput(system, options), ...latency };
  } finally {
    await system.stop();
  }
}

/** Waits until events flow to both consumers, and code is compiled. */
async function warmUp(system: EventSystem): Promise<void> {
  await changeCounters(system, 'warm', { counters: 100, rounds: 10 });
  await effectsOf(system, 'warm', 1_000);
  await sleep(3_000);
}

async function measureLatency(system: EventSystem, { seconds, perSecond }: EventBenchOptions) {
  const count = seconds * perSecond;
  const startedAt = performance.now();
  const writes: Promise<unknown>[] = [];
  for (let number = 0; number < count; number += 1) {
    await sleep(Math.max(0, startedAt + (number * 1_000) / perSecond - performance.now()));
    writes.push(system.increment(`latency-${number % 100}`));
  }
  await Promise.all(writes);
  await effectsOf(system, 'latency', count);
  const [row] = await system.consumerSql(`
    select percentile_cont(array[0.5, 0.99]) within group (order by extract(epoch from at - emitted_at) * 1000) as ms
    from effects where counter like 'latency-%'`);
  const [medianMs, p99Ms] = Array.isArray(row?.ms) ? row.ms.map(Number) : [];
  return { medianMs: medianMs ?? Number.NaN, p99Ms: p99Ms ?? Number.NaN };
}

async function measureThroughput(system: EventSystem, { events }: EventBenchOptions): Promise<number> {
  const startedAt = performance.now();
  await changeCounters(system, 'flood', { counters: batch, rounds: Math.ceil(events / batch) });
  const count = Math.ceil(events / batch) * batch;
  await effectsOf(system, 'flood', count);
  return (count * 1_000) / (performance.now() - startedAt);
}

async function effectsOf(system: EventSystem, family: string, count: number): Promise<void> {
  const areAll = await waitUntil(async () => (await countEffects(system, family)) >= count);
  if (!areAll) throw new Error(`${count} events must have their effect within two minutes`);
}
