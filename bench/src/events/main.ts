import { mkdtempSync, rmSync } from 'node:fs';
import { availableParallelism, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { startEmbeddedPostgres } from '@supergraph/launcher/embedded-postgres/start-embedded-postgres.ts';
import { findFreePort } from '../../../test/graph/free-port.ts';
import { formatTable } from '../report/format-table.ts';
import { runBench } from '../run-bench.ts';
import { benchTransport, type EventMeasurement } from './bench-events.ts';
import { readEventOptions } from './event-options.ts';

runBench(main);

async function main(): Promise<void> {
  const options = readEventOptions(process.argv.slice(2));
  const { chosen, events, seconds, perSecond } = options;
  console.log(
    `Node ${process.version}, ${availableParallelism()} cores, load average ${loadavg()[0]?.toFixed(1)} before the start; ` +
      `${events} events at once, then ${perSecond} a second for ${seconds} s.`,
  );
  const dataDir = mkdtempSync(join(tmpdir(), 'supergraph-bench-events-'));
  const postgres = await startEmbeddedPostgres({ dataDir, port: await findFreePort() });
  const results: EventMeasurement[] = [];
  try {
    for (const transport of chosen) {
      const { name, kind } = transport;
      if (kind !== undefined && kind.program === undefined)
        console.log(`${name} is left out: install ${kind.debianPackage}.`);
      else results.push(await benchTransport(transport, postgres.adminUrl, options));
    }
  } finally {
    await postgres.stop();
    rmSync(dataDir, { recursive: true, force: true });
  }
  console.log(`\n${formatResults(results)}\n\n${explanation}`);
}

const explanation = [
  'Events: from the first write to the last effect, of one producer and two consumers, each effect in its own transaction. p50,',
  'p99: from the statement that writes an event, before its commit, to the statement of its effect. PostgreSQL, the broker and all',
  'processes share the cores with this benchmark. The mock cluster of Kafka keeps nothing on disk.',
].join('\n');

function formatResults(results: readonly EventMeasurement[]): string {
  return formatTable(
    ['transport', 'events a second', 'p50 ms', 'p99 ms'],
    results.map(({ transport, eventsPerSecond, medianMs, p99Ms }) => [
      transport,
      eventsPerSecond.toFixed(0),
      medianMs.toFixed(0),
      p99Ms.toFixed(0),
    ]),
  );
}
