import { setTimeout as sleep } from 'node:timers/promises';
import { createRandom } from '../../../engine/test/differential/random.ts';
import { compareProjections } from '../../graph/projections.ts';
import { createMix } from '../create-mix.ts';
import { compareEvents, type EventAccounts, newestEvent, readCommitted } from '../live/compare-events.ts';
import { overEvents, overWebSocket } from '../live/open-streams.ts';
import { type Subscriber, startSubscriber } from '../live/start-subscriber.ts';
import { type Accounts, openOrderLedger } from '../order-ledger.ts';
import { type RequestRecord, settle, startLoad } from '../start-load.ts';
import type { RestartableService } from '../system/restartable-service.ts';
import { type Replicas, type ReplicatedSystem, startReplicatedSystem } from './start-replicated-system.ts';

/** Outcome of a deployment of all services. */
export interface RollingReport {
  /** For each restarted service: requests during the restart, and failed requests. */
  readonly restarts: readonly {
    readonly name: string;
    readonly seconds: number;
    readonly requests: number;
    readonly failed: readonly RequestRecord[];
  }[];
  readonly accounts: Accounts;
  /** Events of orders that clients with open subscriptions received, each also after its stream was ended. */
  readonly events: EventAccounts;
  /** Differences between what one service has kept of another and that other, as sentences. */
  readonly differences: readonly string[];
}

/**
 * Starts two replicas of each service, each pair behind a plain proxy, and restarts one after another under load, while
 * clients follow all orders and the services follow each other.
 */
export async function runRolling(options: {
  readonly seed: number;
  readonly perSecond: number;
  readonly log?: (sentence: string) => void;
}): Promise<RollingReport> {
  const system = await startReplicatedSystem();
  const { databaseUrls } = system;
  let subscribers: readonly Subscriber[] = [];
  try {
    const random = createRandom(options.seed);
    const ledger = await openOrderLedger(() => databaseUrls.orders, random);
    subscribers = await startSubscribers(system);
    const begun = await newestEvent(databaseUrls.orders);
    const load = startLoad({ ...options, ...system, next: createMix(ledger, random) });
    await settle(load);
    const restarts = [];
    for (const replicas of system.all) {
      const beganAt = performance.now();
      for (const service of replicas.services) await restart(replicas, service, options.log);
      restarts.push({ name: replicas.name, beganAt, endedAt: performance.now() });
    }
    await load.stop();
    const accounts = await ledger.readAccounts();
    const committed = await readCommitted(databaseUrls.orders, begun);
    const readEvents = () => compareEvents(committed, subscribers);
    await waitUntil(async () => readEvents().lost === 0);
    await waitUntil(async () => (await compareProjections(databaseUrls)).length === 0);
    return {
      accounts,
      events: readEvents(),
      differences: await compareProjections(databaseUrls),
      restarts: restarts.map((restarted) => judge(restarted, load.records)),
    };
  } finally {
    await Promise.all(subscribers.map(({ stop }) => stop()));
    await system.stop();
  }
}

/** Starts two subscribers over each protocol. Resolves once each can resume. */
async function startSubscribers(system: ReplicatedSystem): Promise<readonly Subscriber[]> {
  const events = [1, 2].map((n) => startSubscriber(`server-sent events ${n}`, overEvents(system)));
  await waitUntil(async () => events.every(({ cursor }) => cursor() !== undefined));
  // A WebSocket tells no cursor before the first event.
  const after = events[0]?.cursor();
  return [...events, ...[1, 2].map((n) => startSubscriber(`WebSocket ${n}`, overWebSocket(system), after))];
}

/** Waits up to half a minute. What is still wrong then is part of the report. */
async function waitUntil(isTrue: () => Promise<boolean>): Promise<void> {
  for (const deadline = Date.now() + 30_000; Date.now() < deadline && !(await isTrue()); ) await sleep(50);
}

/**
 * Restarts replicas as a deployment does: one stops, another starts, and the next follows once requests reach
 * it.
 */
async function restart(
  { name, proxy }: Replicas,
  service: RestartableService,
  log: (sentence: string) => void = () => {},
): Promise<void> {
  log(`restarting ${name} at ${service.origin()}`);
  const code = await service.stop();
  if (code !== 0) throw new Error(`${name} must end with 0 on SIGTERM, and ended with ${code}`);
  await service.start();
  while (!proxy.isHealthy(service.origin())) await sleep(50);
}

function judge(
  { name, beganAt, endedAt }: { readonly name: string; readonly beganAt: number; readonly endedAt: number },
  records: readonly RequestRecord[],
): RollingReport['restarts'][number] {
  const own = records.filter(({ sentAt }) => sentAt >= beganAt && sentAt < endedAt);
  return {
    name,
    seconds: (endedAt - beganAt) / 1_000,
    requests: own.length,
    failed: own.filter(({ failed, problem }) => failed.length > 0 || problem !== undefined),
  };
}
