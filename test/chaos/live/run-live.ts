import { setTimeout as sleep } from 'node:timers/promises';
import { createRandom } from '../../../engine/test/differential/random.ts';
import { runSql } from '../../graph/run-sql.ts';
import { type Fault, faults } from '../system/faults.ts';
import { type ChaosSystem, startSystem } from '../system/start-system.ts';
import { compareEvents, type EventAccounts, newestEvent, readCommitted } from './compare-events.ts';
import { overEvents, overWebSocket } from './open-streams.ts';
import { startChanges } from './start-changes.ts';
import { type Subscriber, startSubscriber } from './start-subscriber.ts';

/** Settings of a run. */
export interface LiveOptions {
  /** Number of times that each process is killed. */
  readonly times: number;
  readonly seed: number;
  readonly ordersPerSecond: number;
  /** Called with progress messages. */
  readonly log?: (sentence: string) => void;
}

/** Outcome of a run. */
export interface LiveReport {
  readonly kills: readonly Kill[];
  readonly accounts: EventAccounts;
}

/** One kill, and the time until the subscribers were live again. */
export interface Kill {
  readonly name: string;
  /**
   * Time from the restart until each subscriber had an event that was committed after it, in milliseconds;
   * undefined if that took longer than the limit.
   */
  readonly recoveryMs: number | undefined;
  /** Streams to clients that broke. The gateway resumes the others itself. */
  readonly broken: number;
}

const killed = /^(users|orders|gateway|PostgreSQL) killed$/;
/** Subscribers over each protocol. */
const subscribersEach = 2;
/** Longer than the pause before a circuit breaker lets requests through again. */
const recoveryLimitMs = 30_000;

/**
 * Kills every process in turn while orders change and clients follow them, and compares the events that the
 * clients received with the committed ones.
 */
export async function runLive(options: LiveOptions): Promise<LiveReport> {
  const system = await startSystem();
  const subscribers: Subscriber[] = [];
  try {
    const databaseUrl = system.subgraphs.orders.databaseUrl;
    await runSql(databaseUrl(), 'update products set stock = 1000000');
    subscribers.push(...(await startSubscribers(system)));
    const begun = await newestEvent(databaseUrl());
    const changes = startChanges(system, options.ordersPerSecond);
    await waitForEvent(subscribers, Date.now());
    const kills = await killInTurn(system, subscribers, options);
    await changes.stop();
    const committed = await readCommitted(databaseUrl(), begun);
    await waitUntil(() => compareEvents(committed, subscribers).lost === 0);
    // Doubled events would follow the last one.
    await sleep(2_000);
    return { kills, accounts: compareEvents(committed, subscribers) };
  } finally {
    await Promise.all(subscribers.map(({ stop }) => stop()));
    await system.stop();
  }
}

/** Starts subscribers over both protocols. Resolves once each can resume. */
async function startSubscribers(system: ChaosSystem): Promise<readonly Subscriber[]> {
  const numbers = Array.from({ length: subscribersEach }, (_, index) => index + 1);
  const events = numbers.map((n) => startSubscriber(`server-sent events ${n}`, overEvents(system)));
  await waitUntil(() => events.every(({ cursor }) => cursor() !== undefined));
  // A WebSocket tells no cursor before the first event.
  const after = events[0]?.cursor();
  const sockets = numbers.map((n) => startSubscriber(`WebSocket ${n}`, overWebSocket(system), after));
  return [...events, ...sockets];
}

async function killInTurn(
  system: ChaosSystem,
  subscribers: readonly Subscriber[],
  { times, seed, log = () => {} }: LiveOptions,
): Promise<readonly Kill[]> {
  const random = createRandom(seed);
  const kills: Kill[] = [];
  const all = faults.filter(({ name }) => killed.test(name));
  const kill = async ({ name, begin }: Fault): Promise<void> => {
    const breaks = countBreaks(subscribers);
    await sleep(random.below(500));
    const restart = await begin(system, random);
    await sleep(random.below(1_500));
    await restart();
    const recoveryMs = await waitForEvent(subscribers, Date.now());
    kills.push({ name, recoveryMs, broken: countBreaks(subscribers) - breaks });
    log(
      `${name}: ${recoveryMs === undefined ? 'no recovery' : `recovered after ${Math.round(recoveryMs)} ms`}`,
    );
  };
  for (let round = 1; round <= times; round += 1) for (const fault of all) await kill(fault);
  return kills;
}

/** Waits until each subscriber has an event that was committed at this time or later. Returns how long it took. */
async function waitForEvent(subscribers: readonly Subscriber[], since: number): Promise<number | undefined> {
  const received = ({ events }: Subscriber): number | undefined =>
    events.findLast(({ committedAt }) => committedAt >= since)?.receivedAt;
  const isLive = await waitUntil(() => subscribers.every((subscriber) => received(subscriber) !== undefined));
  return isLive ? Date.now() - since : undefined;
}

async function waitUntil(isTrue: () => boolean): Promise<boolean> {
  const deadline = Date.now() + recoveryLimitMs;
  while (!isTrue()) {
    if (Date.now() > deadline) return false;
    await sleep(10);
  }
  return true;
}

function countBreaks(subscribers: readonly Subscriber[]): number {
  return subscribers.reduce((total, { breaks }) => total + breaks(), 0);
}
