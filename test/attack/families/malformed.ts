import type { Audit, AuditFamily } from '../audit.ts';
import { runFuzz } from '../fuzz/run-fuzz.ts';
import type { AttackedSystem, MemoryUse } from '../system/attacked-system.ts';

/** Number and seed of the malformed requests. */
export interface MalformedOptions {
  readonly seed: number;
  readonly requests: number;
  /** Called with progress messages. default: none */
  readonly log?: (sentence: string) => void;
}

const watched = ['gateway', 'users', 'orders'] as const;
const megabyte = 1_000_000;
/** Allowed growth of a process's heap in the second half of the requests, when its caches are full. */
const heapGrowth = 10 * megabyte;
/** Allowed growth of the whole memory. It is larger, since the allocator returns memory late. */
const rssGrowth = 100 * megabyte;

/** Creates audits of valid requests with random changes. */
export function createMalformedAudits(options: MalformedOptions): AuditFamily {
  return { name: 'malformed', audits: [createFuzzAudit(options)] };
}

function createFuzzAudit({ seed, requests, log = () => {} }: MalformedOptions): Audit {
  return {
    id: 'mutated',
    sends: `${requests} malformed requests of the seed ${seed}: mutated bytes, JSON, GraphQL and headers`,
    expects: 'no 5xx, no internal failure, no leak, and no more memory than in the middle of the run',
    attack: async (system) => {
      const half = Math.floor(requests / 2);
      const first = await runFuzz(system, { seed, from: 0, to: half });
      const before = await measure(system);
      const second = await runFuzz(system, { seed, from: half, to: requests });
      const after = await measure(system);
      log(describeStatuses([first.statuses, second.statuses]));
      for (const service of watched)
        log(`${service}: ${describe(before[service])} in the middle, ${describe(after[service])} at the end`);
      return [
        ...first.findings,
        ...second.findings,
        ...watched.flatMap((service) => compare(service, before[service], after[service])),
      ];
    },
  };
}

type Measurement = Readonly<Record<(typeof watched)[number], MemoryUse>>;

async function measure({ memoryOf }: AttackedSystem): Promise<Measurement> {
  const [gateway, users, orders] = await Promise.all([
    memoryOf('gateway'),
    memoryOf('users'),
    memoryOf('orders'),
  ]);
  return { gateway, users, orders };
}

function compare(service: string, before: MemoryUse, after: MemoryUse): readonly string[] {
  return [
    ...(after.heapUsed - before.heapUsed <= heapGrowth
      ? []
      : [`the heap of ${service} grew from ${describe(before)} to ${describe(after)}`]),
    ...(after.rss - before.rss <= rssGrowth
      ? []
      : [`the memory of ${service} grew from ${describe(before)} to ${describe(after)}`]),
  ];
}

function describe({ heapUsed, rss }: MemoryUse): string {
  return `${(heapUsed / megabyte).toFixed(1)} MB of heap (${(rss / megabyte).toFixed(0)} MB in all)`;
}

function describeStatuses(runs: readonly ReadonlyMap<number, number>[]): string {
  const total = new Map<number, number>();
  for (const [status, count] of runs.flatMap((run) => [...run]))
    total.set(status, (total.get(status) ?? 0) + count);
  const parts = [...total]
    .sort(([a], [b]) => a - b)
    .map(([status, count]) => `${count} times ${status === 0 ? 'none' : status}`);
  return `Answers to malformed requests: ${parts.join(', ')}.`;
}
