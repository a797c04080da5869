import { setTimeout as sleep } from 'node:timers/promises';
import { createRandom } from '../../../engine/test/differential/random.ts';
import { createMix } from '../create-mix.ts';
import { type Accounts, openOrderLedger } from '../order-ledger.ts';
import { type RequestRecord, settle, startLoad } from '../start-load.ts';
import type { RestartableService } from '../system/restartable-service.ts';
import { type Replicas, startReplicatedSystem } from './start-replicated-system.ts';

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
}

/**
 * Starts two replicas of each service, each pair behind a plain proxy, and restarts one after another under
 * load.
 */
export async function runRolling(options: {
  readonly seed: number;
  readonly perSecond: number;
  readonly log?: (sentence: string) => void;
}): Promise<RollingReport> {
  const system = await startReplicatedSystem();
  try {
    const random = createRandom(options.seed);
    const ledger = await openOrderLedger(() => system.ordersDatabaseUrl, random);
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
    return { accounts, restarts: restarts.map((restarted) => judge(restarted, load.records)) };
  } finally {
    await system.stop();
  }
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
