import type { GatewayKind } from './gateways/gateway-kinds.ts';
import { installPeers } from './gateways/install-peers.ts';
import { measureCase } from './measure-case.ts';
import type { BenchOptions } from './options.ts';
import { startChild } from './processes/start-child.ts';
import { formatResults } from './report/format-results.ts';
import { startStubs } from './stub/start-stubs.ts';

/** Measures the selected cases and returns the table. Stops everything that it started, also on failure. */
export async function benchGateways(options: BenchOptions): Promise<string> {
  if (options.peers) await installPeers();
  const stubs = await startStubs();
  const load = startChild(new URL('./load/load-process.ts', import.meta.url));
  const kinds: readonly GatewayKind[] = [
    'stock',
    'ours',
    'engine',
    'floor',
    'bare',
    ...(options.peers ? (['hive'] as const) : []),
  ];
  try {
    const results = [];
    for (const benchCase of options.cases) {
      console.error(`Measuring (${benchCase.name}) ${benchCase.title} …`);
      results.push(
        await measureCase({ load, stubs, seconds: options.seconds }, benchCase, { ...options, kinds }),
      );
    }
    return formatResults(results);
  } finally {
    load.stop();
    stubs.stop();
  }
}
