import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { createAuditFamilies } from './audit-families.ts';
import { describeFindings, runFamily } from './run-audits.ts';
import type { AttackedSystem } from './system/attacked-system.ts';
import { startAttackedSystem } from './system/start-system.ts';

/** Runs all audits and a few malformed requests. `npm run test:attack` sends more, with other seeds. */
const families = createAuditFamilies({ seed: 20_261_122, requests: 300, seconds: 1 });
let system: AttackedSystem;

beforeAll(async () => {
  system = await startAttackedSystem(inject('postgresAdminUrl'));
}, 180_000);

afterAll(() => system.stop());

for (const family of families) {
  test(`attacks by ${family.name} have no effect`, { timeout: 120_000 }, async () => {
    expect(describeFindings(await runFamily(family, system))).toEqual([]);
  });
}
