import { expect, test } from 'vitest';
import { findRollingProblems, formatRolling } from './format-rolling.ts';
import { runRolling } from './run-rolling.ts';

test('no request fails and no event is lost while each replica of each service is restarted in turn', {
  timeout: 240_000,
}, async () => {
  const report = await runRolling({ seed: 1, perSecond: 10 });
  expect(findRollingProblems(report), formatRolling(report)).toEqual([]);
  for (const { requests } of report.restarts) expect(requests).toBeGreaterThan(10);
});
