import { setTimeout } from 'node:timers/promises';
import { isRecord } from '../processes/is-record.ts';
import { readNumbers } from '../processes/read-numbers.ts';
import type { Child } from '../processes/start-child.ts';
import { commonSku, type LiveCase, liveCases, ownSku, type Protocol } from './live-cases.ts';
import { stopLiveProfile } from './profile-live.ts';
import type { LiveService } from './start-live.ts';
import type { StockChanges } from './stock-changes.ts';

/** Parts that all measurements of a run share. */
export type LiveBench = {
  readonly subscribers: number;
  readonly seconds: number;
  readonly token: string;
  readonly load: Child;
  readonly changes: StockChanges;
  /** Tables of profiles, to which each case adds one; undefined if nothing is profiled. */
  readonly profiles?: string[] | undefined;
};

/** Figures of one case. */
export type LiveResult = {
  readonly title: string;
  readonly delivered: number;
  /** CPU of the gateway while the events were delivered. */
  readonly cpuMs: number;
  /** Heap of one idle subscriber. */
  readonly heapBytes: number;
  readonly rssBytes: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly lost: number;
  readonly doubled: number;
};

/** Subscribers and seconds of a warm-up. */
const warm = { subscribers: 100, seconds: 1 };

/** Runs the cases with few subscribers, so that caches are filled and hot code is compiled. */
export async function warmUpLive(bench: LiveBench, gateway: LiveService, protocol: Protocol): Promise<void> {
  const subscribers = Math.min(warm.subscribers, bench.subscribers);
  for (const liveCase of liveCases)
    await measureLive(
      { ...bench, ...warm, subscribers, profiles: undefined },
      gateway,
      protocol,
      liveCase,
      'warm-up',
    );
}

/** Opens the subscribers of a case, measures them idle and while events are delivered, and closes them. */
export async function measureLive(
  { subscribers, seconds, token, load, changes, profiles }: LiveBench,
  { url, process: gateway }: LiveService,
  protocol: Protocol,
  liveCase: LiveCase,
  title: string,
): Promise<LiveResult> {
  const before = await readHeap(gateway);
  const variables = Array.from({ length: subscribers }, (_, n) => ({ skus: liveCase.follows(n) }));
  await load.ask('open', { protocol, url, token, variables });
  await untilSubscribed(load, changes, liveCase);
  const heapBytes = ((await readHeap(gateway)) - before) / subscribers;
  await load.ask('reset');
  if (profiles !== undefined) await gateway.ask('startProfile');
  const usage = await readUsage(gateway);
  const changed = await changes.run(liveCase, subscribers, seconds);
  const expected = liveCase.isForAll ? changed * subscribers : changed;
  await untilQuiet(load, expected);
  const { cpuMs, rssBytes } = await readUsage(gateway);
  if (profiles !== undefined) profiles.push(`${title}\n${await stopLiveProfile(gateway)}`);
  const names = ['received', 'distinct', 'p50Ms', 'p99Ms'] as const;
  const { received, distinct, p50Ms, p99Ms } = readNumbers(await load.ask('results'), names);
  await load.ask('close');
  // The gateway and the subgraph notice that the clients are gone.
  await setTimeout(settleMs);
  return {
    title,
    delivered: received,
    cpuMs: cpuMs - usage.cpuMs,
    ...{ heapBytes, rssBytes, p50Ms, p99Ms },
    lost: expected - distinct,
    doubled: received - distinct,
  };
}

const settleMs = 1_000;

/** Changes products until each subscriber has got an event, and no more arrive. */
async function untilSubscribed(load: Child, changes: StockChanges, { isForAll }: LiveCase): Promise<void> {
  for (let round = 0; round < 30; round += 1) {
    const { waiting } = await readProgress(load);
    if (waiting.length === 0) return untilQuiet(load, Number.POSITIVE_INFINITY);
    // A probe reaches also those that have got one: their count starts anew afterwards.
    await changes.change(isForAll ? [commonSku] : waiting.map(ownSku));
    await setTimeout(settleMs);
  }
  const { waiting } = await readProgress(load);
  throw new Error(`All subscribers must get an event within 30 s; ${waiting.length} got none`);
}

/** Waits until the expected number of events has arrived, or none arrives for some seconds. */
async function untilQuiet(load: Child, expected: number): Promise<void> {
  const quietMs = expected === Number.POSITIVE_INFINITY ? 1_500 : 5_000;
  let before = -1;
  let since = performance.now();
  for (;;) {
    const { received } = await readProgress(load);
    if (received !== before) since = performance.now();
    before = received;
    if (received >= expected || performance.now() - since > quietMs) break;
    await setTimeout(100);
  }
}

async function readProgress(load: Child) {
  const answer = await load.ask('progress');
  const { received } = readNumbers(answer, ['received']);
  const waiting = isRecord(answer) && Array.isArray(answer.waiting) ? answer.waiting.map(Number) : [];
  return { received, waiting };
}

async function readHeap(gateway: Child): Promise<number> {
  return readNumbers(await gateway.ask('heap'), ['heapBytes']).heapBytes;
}

async function readUsage(gateway: Child) {
  return readNumbers(await gateway.ask('usage'), ['cpuMs', 'rssBytes']);
}
