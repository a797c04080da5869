import { describe, expect, inject, test } from 'vitest';
import { describeFindings } from './format-table.ts';
import { runAudits, transports } from './run-audits.ts';

describe.concurrent('a transport keeps the promises of all transports', () => {
  for (const transport of transports) {
    const { name, kind } = transport;
    if (kind?.isMock === true)
      test.skip(`SKIPPED, ${name}: a mock. npm run test:events audits it too`, () => {});
    else if (kind !== undefined && kind.program === undefined)
      test.skip(`SKIPPED, no ${name}: install ${kind.debianPackage}`, () => {});
    else
      test(name, { timeout: 600_000 }, async () => {
        expect(describeFindings([await runAudits(transport, inject('postgresAdminUrl'))])).toEqual([]);
      });
  }
});
