import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { repositoryFile } from '@supergraph/schema/registry.ts';
import { describe, expect, test } from 'vitest';
import { stringify } from 'yaml';
import { createTestFolder } from '../graph/test-folder.ts';
import { hasPrometheus } from './prometheus.ts';
import { readAlerts, ruleFiles } from './read-rules.ts';
import { type AlertCase, alertCases } from './rule-cases.ts';

// One sample a minute; the longest window of a rule is six hours, of which one hour is enough.
const at = '60m';

/** Returns a test for promtool: whether an alert fires after these samples. */
function unitTest(alert: string, samples: AlertCase['fires'], isFiring: boolean) {
  return {
    name: `${alert} ${isFiring ? 'fires' : 'is quiet'}`,
    interval: '1m',
    input_series: Object.entries(samples).map(([series, values]) => ({ series, values })),
    promql_expr_test: [
      {
        expr: `count(ALERTS{alertname="${alert}", alertstate="firing"}) or vector(0)`,
        eval_time: at,
        exp_samples: [{ labels: '{}', value: isFiring ? 1 : 0 }],
      },
    ],
  };
}

describe.skipIf(!hasPrometheus)('the rules, with promtool of the package prometheus', () => {
  test('every alert fires when it should, and is quiet just below its limit', () => {
    expect(Object.keys(alertCases).toSorted()).toEqual(readAlerts().toSorted());
    const file = join(createTestFolder('rules-'), 'rules.test.yml');
    const tests = Object.entries(alertCases).flatMap(([alert, { fires, quiet }]) => [
      unitTest(alert, fires, true),
      unitTest(alert, quiet, false),
    ]);
    const files = ruleFiles.map((path) => repositoryFile(path));
    writeFileSync(file, stringify({ rule_files: files, evaluation_interval: '1m', tests }));
    const { stdout, stderr } = spawnSync('promtool', ['test', 'rules', file], { encoding: 'utf8' });
    expect(stdout + stderr).toMatch(/SUCCESS/);
  });
});
