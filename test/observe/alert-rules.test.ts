import { readFileSync } from 'node:fs';
import { repositoryFile } from '@supergraph/schema/registry.ts';

import { expect, test } from 'vitest';
import { unknownWords } from '../alerts/query-words.ts';
import { readAlerts, readRules } from '../alerts/read-rules.ts';

const runbook = readFileSync(repositoryFile('docs/runbook.md'), 'utf8');

test('every alert has a section in the runbook, every section an alert, and each alert names its own', () => {
  const sections = [...runbook.matchAll(/^## (\w+)$/gm)].map(([, name]) => name);
  expect(sections.toSorted()).toEqual(readAlerts().toSorted());
  for (const { alert, labels, annotations } of readRules().filter((rule) => rule.alert !== undefined)) {
    expect(annotations?.runbook).toBe(`docs/runbook.md#${alert?.toLowerCase()}`);
    expect(labels?.severity).toMatch(/^(page|ticket)$/);
  }
});

test('every section of the runbook says what the alert means, what to look at and what to do', () => {
  for (const section of runbook.split(/^## /m).slice(1))
    for (const part of [
      '**Meaning.**',
      '**Look at',
      '**Look at**|**Look at, do.**',
      '**Do.**|**Look at, do.**',
    ])
      expect(
        part.split('|').some((words) => section.includes(words)),
        section,
      ).toBe(true);
});

test('every metric and label of a rule exists', () => {
  const known = new Set(readRules().flatMap(({ record }) => record ?? []));
  for (const { expr } of readRules()) expect(unknownWords(expr, known), expr).toEqual([]);
});

test('every error code of a rule is documented', () => {
  const page = readFileSync(repositoryFile('docs/errors.md'), 'utf8');
  const named = readRules().flatMap(({ expr }) => expr.match(/[A-Z]+_[A-Z_]+/g) ?? []);
  expect(named.length).toBeGreaterThan(10);
  expect(named.filter((code) => !page.includes(`| \`${code}\` |`))).toEqual([]);
});
