import { readFileSync } from 'node:fs';
import { declaredVariables, describeConfiguration } from '@supergraph/launcher/generate-configuration.ts';
import { readRegistry, repositoryRoot } from '@supergraph/schema/registry.ts';
import { mayBeInFile } from '@supergraph/service-kit/config.ts';
import { variablePrefix } from '@supergraph/service-kit/variable-prefix.ts';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { readSourceFiles } from './architecture/source-files.ts';

const read = (path: string): string => readFileSync(new URL(path, repositoryRoot), 'utf8');
const { gateway, subgraph, migration, launcher } = declaredVariables;
const declared = new Map([...launcher, ...migration, ...subgraph, ...gateway]);
const product = readSourceFiles().filter(
  ({ path }) => /\/src\/|^deploy\//.test(path) && !/^(bench|client)\/|\/generated\//.test(path),
);

test('docs/configuration.md is the page that npm run codegen generates', () => {
  expect(read('docs/configuration.md')).toBe(describeConfiguration());
});

test('every variable that code declares is part of the settings of a process, and so of the page', () => {
  const named = /\w\(\s*['`](?:\$\{\w+\})?(_?[A-Z][A-Z_]+)['`],/g;
  const names = product
    .filter(({ text }) => /\/(config|variables)\.ts'/.test(text))
    .flatMap(({ text }) => [...text.matchAll(named)].map(([, name = '']) => name));
  expect(names.length).toBeGreaterThan(70);
  const known = (name: string) => declared.has(name.startsWith('_') ? `<NAME>${name}` : name);
  expect(names.filter((name) => !known(name))).toEqual([]);
});

test('code reads variables through their declarations only, except those of the operating system', () => {
  const reading = product.flatMap(({ path, text }) =>
    [...text.matchAll(/(?<!meta\.)\benv(?:\.([A-Z]\w*)|\[)/g)]
      .filter(([, name = '']) => !['PATH', 'SystemRoot'].includes(name))
      .map(() => path),
  );
  expect([...new Set(reading)]).toEqual(['service-kit/src/config.ts']);
});

test('every variable has a description of one sentence', () => {
  const wordy = [...declared.values()].filter(({ about }) => !/^[A-Z`](?!.*\. [A-Z]).*\.$/.test(about));
  expect(wordy.map(({ name, about }) => `${name}: ${about}`)).toEqual([]);
});

test('the Compose files and the image only set variables that the process of the container reads', () => {
  const prefixes = new Map(readRegistry().map(({ name }) => [name, variablePrefix(name)]));
  const unknown = ['docker-compose.yml', 'docker-compose.production.yml'].flatMap((file) => {
    const { services } = parse(read(file), { merge: true });
    return Object.entries<{ environment: Readonly<Record<string, string>> }>(services)
      .filter(([name]) => name === 'gateway' || prefixes.has(name.replace(/-migrate$/, '')))
      .flatMap(([name, { environment }]) => Object.keys(environment).map((variable) => [name, variable]))
      .filter(([name = '', variable = '']) => !isRead(name, variable, prefixes));
  });
  expect(unknown).toEqual([]);
  const given = [
    ...`${read('docker-compose.yml')}${read('docker-compose.production.yml')}`.matchAll(/\$\{(\w+)/g),
  ];
  expect(
    given.flatMap(([, name = '']) =>
      /_(DATABASE|SERVICE)_PASSWORD$/.test(name) || declared.has(name) ? [] : name,
    ),
  ).toEqual([]);
  const [, image = ''] = /^ENV (.+)$/m.exec(read('Dockerfile')) ?? [];
  const set = image.split(' ').map((setting) => setting.split('=')[0] ?? '');
  expect(set.filter((name) => !gateway.has(name) || !subgraph.has(name))).toEqual([]);
});

test('docs/faults.md has the same defaults as the code', () => {
  const rows = [...read('docs/faults.md').matchAll(/\| `([A-Z_]+)` \| `(\d+)`/g)];
  expect(rows.length).toBeGreaterThan(12);
  for (const [, name = '', value] of rows)
    expect([name, declared.get(name)?.unsetInProduction]).toMatchObject([name, { value: Number(value) }]);
});

test('README.md names only npm scripts that exist', () => {
  const { scripts } = JSON.parse(read('package.json'));
  const named = [...read('README.md').matchAll(/npm run (?:-s )?([a-z][a-z:-]*)/g)].map(
    ([, name = '']) => name,
  );
  expect(named.filter((name) => scripts[name] === undefined)).toEqual([]);
});

function isRead(service: string, variable: string, prefixes: ReadonlyMap<string, string>): boolean {
  const general = [...prefixes.values()].reduce(
    (name, prefix) => (name.startsWith(`${prefix}_`) ? `<NAME>${name.slice(prefix.length)}` : name),
    variable,
  );
  const own = service === 'gateway' ? gateway : service.endsWith('-migrate') ? migration : subgraph;
  const secret = own.get(general.replace(/_FILE$/, ''));
  return own.has(general) || (secret !== undefined && mayBeInFile(secret));
}
