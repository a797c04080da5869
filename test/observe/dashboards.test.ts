import { readFileSync } from 'node:fs';
import { dashboards } from '@supergraph/launcher/observability/dashboards.ts';
import { renderObservabilityFiles } from '@supergraph/launcher/observability/observability-files.ts';
import { readRegistry, repositoryFile } from '@supergraph/schema/registry.ts';
import { metricTable } from '@supergraph/service-kit/telemetry/metric-table.ts';
import { expect, test } from 'vitest';
import { unknownWords } from '../alerts/query-words.ts';
import { readRules } from '../alerts/read-rules.ts';

const panels = dashboards.flatMap(({ rows }) => Object.values(rows).flat());
const queries = panels.flatMap(({ queries: own }) => own.map(({ expr }) => expr));

test('the dashboards and the targets of Prometheus are what the generator makes', () => {
  for (const { path, text } of renderObservabilityFiles(readRegistry()))
    expect(readFileSync(repositoryFile(path), 'utf8'), path).toBe(text);
});

test('every metric and label of a dashboard exists', () => {
  const recorded = new Set(readRules().flatMap(({ record }) => record ?? []));
  for (const query of queries) expect(unknownWords(query, recorded), query).toEqual([]);
});

test('every metric has a panel', () => {
  const names = Object.keys(metricTable).map((name) => name.replaceAll('.', '_'));
  const shown = [...queries, ...readRules().map(({ expr }) => expr)].join(' ');
  expect(names.filter((name) => !shown.includes(name))).toEqual([]);
});

test('every panel that the runbook names exists', () => {
  const runbook = readFileSync(repositoryFile('docs/runbook.md'), 'utf8');
  const titles = panels.map(({ title }) => title);
  const named = [...runbook.matchAll(/"([A-Z][^"\n]+?)[.,]?"/g)].map(([, title = '']) => title);
  expect(named.length).toBeGreaterThan(10);
  expect(named.filter((title) => !titles.some((known) => known.startsWith(title)))).toEqual([]);
  const boards = [...runbook.matchAll(/\*([A-Z][\w ]+)\*, "/g)].map(([, title = '']) => title);
  expect(boards.filter((board) => !dashboards.some(({ title }) => title === board))).toEqual([]);
});

test('a word that is no metric, no label and no PromQL is found', () => {
  expect(unknownWords('sum by (job) (rate(http_no_such_total{jobs="x"}[5m]))')).toEqual([
    'http_no_such_total',
    'jobs',
  ]);
});
