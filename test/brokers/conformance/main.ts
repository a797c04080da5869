import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startEmbeddedPostgres } from '@supergraph/launcher/embedded-postgres/start-embedded-postgres.ts';
import { findFreePort } from '../../graph/free-port.ts';
import { describeFindings, formatTable } from './format-table.ts';
import { runAudits, type TransportResult, transports } from './run-audits.ts';

main(process.argv.slice(2)).catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});

/** Audits the transports that are named, or all of them, and prints a table. */
async function main(names: readonly string[]): Promise<void> {
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(1));
  const unknown = names.filter((name) => !transports.some((transport) => transport.name === name));
  if (unknown.length > 0) {
    const known = transports.map(({ name }) => name).join(', ');
    throw new Error(`Transports are ${known}. Received: ${unknown.join(', ')}.`);
  }
  const dataDir = mkdtempSync(join(tmpdir(), 'supergraph-events-data-'));
  const postgres = await startEmbeddedPostgres({ dataDir, port: await findFreePort() });
  const results: TransportResult[] = [];
  try {
    for (const transport of transports) {
      const { name, kind } = transport;
      if (names.length > 0 && !names.includes(name)) continue;
      if (kind !== undefined && kind.program === undefined)
        console.log(`${name}: SKIPPED, install ${kind.debianPackage}`);
      else results.push(await runAudits(transport, postgres.adminUrl, console.log));
    }
  } finally {
    await postgres.stop();
    rmSync(dataDir, { recursive: true, force: true });
  }
  console.log(`\n${formatTable(results)}`);
  if (describeFindings(results).length > 0) process.exitCode = 1;
}
