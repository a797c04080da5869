import { readFileSync } from 'node:fs';
import { repositoryRoot } from '@supergraph/schema/registry.ts';
import { expect, test } from 'vitest';

const read = (path: string): string => readFileSync(new URL(path, repositoryRoot), 'utf8');
const readers = [
  'service-kit/src/mode.ts',
  'service-kit/src/subgraph/subgraph-config.ts',
  'service-kit/src/http/client-patience.ts',
  'gateway/src/gateway-config.ts',
  'gateway/src/identity-config.ts',
  'gateway/src/policy/policy-variables.ts',
  'launcher/src/launcher-config.ts',
];

test('docs/configuration.md names every variable that a process reads', () => {
  const page = read('docs/configuration.md');
  const variables = readers.flatMap((path) =>
    [...read(path).matchAll(/'([A-Z][A-Z_]{3,})'/g)].map(([, name = '']) => name),
  );
  expect(variables.length).toBeGreaterThan(15);
  expect(variables.filter((name) => !page.includes(`\`${name}\``))).toEqual([]);
});

test('README.md names only npm scripts that exist', () => {
  const { scripts } = JSON.parse(read('package.json'));
  const named = [...read('README.md').matchAll(/npm run (?:-s )?([a-z][a-z:-]*)/g)].map(
    ([, name = '']) => name,
  );
  expect(named.filter((name) => scripts[name] === undefined)).toEqual([]);
});
