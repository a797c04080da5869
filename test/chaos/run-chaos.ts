import { setTimeout as sleep } from 'node:timers/promises';
import { createRandom, type Random } from '../../engine/test/differential/random.ts';
import type { BrokerKind } from '../brokers/system/broker.ts';
import { compareProjections } from '../graph/projections.ts';
import { createMix } from './create-mix.ts';
import { type FaultResult, judgeSlots, type Slot } from './judge-slots.ts';
import { type Accounts, type OrderLedger, openOrderLedger } from './order-ledger.ts';
import { ask, type RequestRecord, settle, startLoad } from './start-load.ts';
import { type Fault, faults, mayMeet, together } from './system/faults.ts';
import { type ChaosSystem, startSystem } from './system/start-system.ts';

/** Duration, load and seed of a run. */
export interface ChaosOptions {
  readonly minutes: number;
  readonly seed: number;
  readonly perSecond: number;
  /** Duration of each fault, and of the quiet time after it, in milliseconds. */
  readonly faultMs: number;
  readonly quietMs: number;
  /** Names of faults to run. default: all */
  readonly only?: RegExp;
  /** Broker of events. default: none, subgraphs read from each other */
  readonly broker?: BrokerKind | undefined;
  /** Called with progress messages. */
  readonly log?: (sentence: string) => void;
}

/** Outcome of a run. */
export interface ChaosReport {
  readonly results: readonly FaultResult[];
  readonly accounts: Accounts;
  /** Differences between projections and the databases that they are made from, once the consumers have caught up. */
  readonly differences: readonly string[];
}

/** Timeouts short enough for faults of a few seconds. */
const gatewayEnv = { SUBGRAPH_TIMEOUT_MS: '2000', REQUEST_TIMEOUT_MS: '6000' };

/** Starts the whole graph, breaks it repeatedly under load, and returns a report. */
export async function runChaos(options: ChaosOptions): Promise<ChaosReport> {
  const random = createRandom(options.seed);
  const system = await startSystem(gatewayEnv, options.broker);
  try {
    const ledger = await openOrderLedger(system.subgraphs.orders.databaseUrl, random);
    const { slots, records } = await breakInTurn(system, options, ledger, random);
    const differences = await compareOnceCaughtUp(system);
    return { results: judgeSlots(slots, records), accounts: await ledger.readAccounts(), differences };
  } finally {
    await system.stop();
  }
}

async function breakInTurn(
  system: ChaosSystem,
  options: ChaosOptions,
  ledger: OrderLedger,
  random: Random,
): Promise<{ readonly slots: readonly Slot[]; readonly records: readonly RequestRecord[] }> {
  const { minutes, perSecond, faultMs, quietMs, log = () => {} } = options;
  const load = startLoad({ ...system, perSecond, next: createMix(ledger, random) });
  const slots: Slot[] = [];
  const runSlot = async (name: string, fault: Fault | undefined): Promise<void> => {
    const beganAt = performance.now();
    const end = await fault?.begin(system, random);
    await sleep(faultMs);
    const problem = await end?.().then(() => undefined, String);
    const returnedAt = performance.now();
    await sleep(quietMs);
    const times = { beganAt, returnedAt, endedAt: performance.now() };
    slots.push({ name, breaks: fault?.breaks ?? [], ...times, ...(problem !== undefined && { problem }) });
  };
  try {
    await settle(load);
    const until = performance.now() + minutes * 60_000;
    await runSlot('nothing', undefined);
    for (const fault of createSequence(options, random)) {
      if (performance.now() >= until) break;
      log(`${((until - performance.now()) / 60_000).toFixed(1)} minutes left: ${fault.name}`);
      await runSlot(fault.name, fault);
    }
  } finally {
    await load.stop();
  }
  await placeTheRest(system, ledger);
  return { slots, records: load.records };
}

/** Repeats orders until each is acknowledged, as customers do. */
async function placeTheRest({ url, tokenOf }: ChaosSystem, ledger: OrderLedger): Promise<void> {
  for (let attempts = 0; ledger.open() > 0 && attempts < 1_000; attempts += 1) {
    const request = ledger.next();
    await ask(url, await tokenOf(request.as), request);
  }
}

/** Waits up to a minute for the consumers, which retry with pauses. */
async function compareOnceCaughtUp({
  subgraphs: { users, orders },
}: ChaosSystem): Promise<readonly string[]> {
  for (const deadline = performance.now() + 60_000; ; await sleep(500)) {
    const found = await compareProjections({ users: users.databaseUrl(), orders: orders.databaseUrl() });
    if (found.length === 0 || performance.now() > deadline) return found;
  }
}

/** Yields every fault in random order, and two at once after each three, without end. */
function* createSequence({ only, broker }: ChaosOptions, random: Random): Generator<Fault> {
  const possible = faults.filter(({ needsBroker }) => !needsBroker || broker !== undefined);
  const wanted = possible.filter(({ name }) => only?.test(name) ?? true);
  if (wanted.length === 0) throw new Error(`--only must match a fault; received ${only?.source}`);
  for (;;) {
    const left = [...wanted];
    for (let count = 1; left.length > 0; count += 1) {
      const fault = random.pick(left);
      left.splice(left.indexOf(fault), 1);
      yield fault;
      const others = wanted.filter((other) => mayMeet(fault, other));
      if (count % 3 === 0 && others.length > 0) yield together(fault, random.pick(others));
    }
  }
}
