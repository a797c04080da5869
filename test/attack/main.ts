import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startEmbeddedPostgres } from '@supergraph/launcher/embedded-postgres/start-embedded-postgres.ts';
import { findFreePort } from '../graph/free-port.ts';
import { readAttackOptions } from './attack-options.ts';
import type { AuditFamily } from './audit.ts';
import { createAuditFamilies } from './audit-families.ts';
import { formatAudits, formatResults } from './format-results.ts';
import { describeFindings, type FamilyResult, runFamily } from './run-audits.ts';
import { startAttackedSystem } from './system/start-system.ts';

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});

async function main(): Promise<void> {
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(1));
  const names = createAuditFamilies({ seed: 0, requests: 0, seconds: 0 }).map(({ name }) => name);
  const { only, list, ...options } = readAttackOptions(process.argv.slice(2), names);
  const families = createAuditFamilies({ ...options, log: (sentence) => console.log(sentence) }).filter(
    ({ name }) => only.length === 0 || only.includes(name),
  );
  if (list) return console.log(formatAudits(families));
  console.log(`The seed is ${options.seed}: --seed ${options.seed} repeats the malformed requests.`);
  const results = await attack(families);
  console.log(`\n${formatResults(results)}`);
  if (results.some((result) => describeFindings(result).length > 0)) process.exitCode = 1;
}

/** Attacks a system with a database server of its own, and removes everything afterwards. */
async function attack(families: readonly AuditFamily[]): Promise<readonly FamilyResult[]> {
  const dataDir = mkdtempSync(join(tmpdir(), 'supergraph-attack-data-'));
  const postgres = await startEmbeddedPostgres({ dataDir, port: await findFreePort() });
  try {
    const system = await startAttackedSystem(postgres.adminUrl);
    try {
      return await attackInTurn(families, system);
    } finally {
      await system.stop();
    }
  } finally {
    await postgres.stop();
    rmSync(dataDir, { recursive: true, force: true });
  }
}

async function attackInTurn(
  families: readonly AuditFamily[],
  system: Parameters<typeof runFamily>[1],
): Promise<readonly FamilyResult[]> {
  const results: FamilyResult[] = [];
  for (const family of families) {
    const startedAt = performance.now();
    results.push(await runFamily(family, system));
    const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
    console.log(`${family.name}: ${family.audits.length} audits, ${seconds} s`);
  }
  return results;
}
