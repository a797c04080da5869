import { readFileSync } from 'node:fs';
import { repositoryRoot } from '@supergraph/schema/registry.ts';
import { helpPage } from '@supergraph/service-kit/log.ts';
import { expect, test } from 'vitest';
import { readSourceFiles } from '../architecture/source-files.ts';

/** A text in a call of a log at the level warn or error, or in the options of one that counts. */
const calls =
  /\blog\.(?:warn|error)\(\s*((?:\{[^{}]*(?:\{[^{}]*\}[^{}]*)*\},\s*|[\w.]+(?:\([^()]*\))?,\s*)?)(['`])([^'`]+)\2/g;
const counters = /startEventCounter\(\{[^}]*?message: '([^']+)'[^}]*?\}/g;

test('docs/log.md says of every warning and error what it means and what to do', () => {
  const page = readFileSync(new URL(helpPage, repositoryRoot), 'utf8');
  const files = readSourceFiles().filter(({ path }) =>
    /^(service-kit|gateway|subgraphs\/\w+)\/src\//.test(path),
  );
  const messages = files.flatMap(({ path, text }) => {
    const logged = [...text.matchAll(calls)].map(([, , , message = '']) => message);
    const counted = [...text.matchAll(counters)]
      .filter(([call]) => !call.includes("level: 'info'"))
      .map(([, message = '']) => message);
    return [...logged, ...counted].map((message) => `${path}: ${message}`);
  });
  expect(messages.length).toBeGreaterThan(35);
  const rows = page.split('\n').filter((line) => line.startsWith('| `'));
  const isExplained = (message: string): boolean => {
    const text = message.slice(message.indexOf(': ') + 2).replaceAll(/\$\{[^}]+\}/g, '…');
    return rows.some((row) => row.includes(`\`${text}\``) && row.split(' | ').length >= 3);
  };
  expect(messages.filter((message) => !isExplained(message))).toEqual([]);
});
