import { setTimeout as sleep } from 'node:timers/promises';
import { askOrders, askUser } from '../requests.ts';
import { type RequestRecord, settle, startLoad } from '../start-load.ts';
import { startSystem } from '../system/start-system.ts';

/** Latencies of queries that do not use the slow subgraph, in milliseconds, by round. */
export interface SlowReport {
  readonly rounds: readonly { readonly without: Percentiles; readonly during: Percentiles }[];
  /** Failed queries among those that do not use the slow subgraph. */
  readonly failed: number;
}

export interface Percentiles {
  readonly requests: number;
  readonly p50: number;
  readonly p99: number;
}

/** Delay, and duration of each round. */
const [delayMs, roundMs] = [5_000, 12_000];

/**
 * Sends half of its queries to users and half to orders, and delays users by 5 s in every other period. The
 * periods alternate so that other activity on the machine affects both.
 */
export async function runSlow(options: {
  readonly perSecond: number;
  readonly rounds: number;
  readonly log?: (sentence: string) => void;
}): Promise<SlowReport> {
  const { perSecond, rounds, log = () => {} } = options;
  const system = await startSystem();
  try {
    let count = 0;
    const next = () => {
      count += 1;
      return count % 2 === 0 ? askUser(1 + (count % 50)) : askOrders();
    };
    const load = startLoad({ ...system, perSecond, next });
    await settle(load);
    await sleep(5_000);
    const results = [];
    for (let round = 1; round <= rounds; round += 1) {
      log(`round ${round} of ${rounds}`);
      const without = await observe(load.records);
      system.subgraphs.users.line.behave({ kind: 'delay', ms: delayMs });
      const during = await observe(load.records);
      system.subgraphs.users.line.behave({ kind: 'pass' });
      // Requests that still wait for users have ended by then.
      await sleep(delayMs + 1_000);
      results.push({ without, during });
    }
    await load.stop();
    return { rounds: results, failed: load.records.filter(isFailedOrders).length };
  } finally {
    await system.stop();
  }
}

async function observe(records: readonly RequestRecord[]): Promise<Percentiles> {
  const from = performance.now();
  await sleep(roundMs);
  const took = records
    .filter(({ kind, sentAt }) => kind === 'orders' && sentAt >= from)
    .map(({ sentAt, endedAt }) => endedAt - sentAt)
    .sort((one, other) => one - other);
  const at = (share: number): number => took[Math.floor(took.length * share)] ?? Number.NaN;
  return { requests: took.length, p50: at(0.5), p99: at(0.99) };
}

function isFailedOrders({ kind, failed, problem }: RequestRecord): boolean {
  return kind === 'orders' && (failed.length > 0 || problem !== undefined);
}
