import { expect, test } from 'vitest';
import { nats } from '../brokers/system/nats.ts';
import { findProblems, formatReport } from './format-report.ts';
import { runChaos } from './run-chaos.ts';

test('while services and databases are killed, paused, slowed or answer wrongly, only their own fields fail, and no order is lost', {
  timeout: 240_000,
}, async () => {
  const report = await runChaos({
    minutes: 0.5,
    seed: 20_260_301,
    perSecond: 20,
    faultMs: 1_500,
    quietMs: 2_500,
    broker: nats.program === undefined ? undefined : nats,
    only: /^(users|orders) (killed|paused|lying)$|database of users cut off|(PostgreSQL|gateway|broker) killed/,
  });
  expect(findProblems(report), formatReport(report)).toEqual([]);
  const failed = report.results.reduce((sum, result) => sum + result.failed, 0);
  expect(failed).toBeGreaterThan(0);
  expect(report.accounts.acknowledged).toBeGreaterThan(50);
});
