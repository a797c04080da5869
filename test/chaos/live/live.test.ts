import { expect, test } from 'vitest';
import { findLiveProblems, formatLive } from './format-live.ts';
import { runLive } from './run-live.ts';

test('while services, databases and gateways are killed, subscribers that resume receive each event once and in order', {
  timeout: 240_000,
}, async () => {
  const report = await runLive({ times: 1, seed: 20_261_128, ordersPerSecond: 4 });
  expect(findLiveProblems(report), formatLive(report)).toEqual([]);
  expect(report.accounts.committed).toBeGreaterThan(20);
  expect(report.kills.some(({ broken }) => broken > 0)).toBe(true);
});
