import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { readRegistry, repositoryFile } from '@supergraph/schema/registry.ts';
import { expect, test } from 'vitest';
import { generatedFolders, renderKubernetesFiles } from '../launcher/src/deployment/kubernetes-files.ts';

test('the manifests of the subgraphs are what the generator makes', () => {
  const expected = renderKubernetesFiles(readRegistry());
  const found = generatedFolders.flatMap((folder) =>
    readdirSync(repositoryFile(folder)).map((name) => `${folder}/${name}`),
  );
  expect(found.toSorted()).toEqual(expected.map(({ path }) => path).toSorted());
  for (const { path, text } of expected) expect(readFileSync(repositoryFile(path), 'utf8'), path).toBe(text);
});

test('every generated manifest says what made it', () => {
  for (const { path, text } of renderKubernetesFiles(readRegistry())) {
    const [, template = ''] = /^# Made by `npm run codegen` from (\S+)\. Do not edit\.\n/.exec(text) ?? [];
    expect(existsSync(repositoryFile(template)), path).toBe(true);
  }
});

test('a new subgraph gets a service, a database and a URL at the gateway', () => {
  const files = renderKubernetesFiles([...readRegistry(), { name: 'gift-cards', port: 4999 }]);
  const texts = new Map(files.map(({ path, text }) => [path.replace('deploy/kubernetes/', ''), text]));
  expect(texts.get('base/subgraphs/kustomization.yaml')).toContain(
    'GIFT_CARDS_URL=http://gift-cards:4999/graphql',
  );
  expect(texts.get('base/subgraphs/gift-cards.yaml')).toContain('subgraphs/gift-cards/src/migrate.ts');
  expect(texts.get('overlays/local/databases/gift-cards.yaml')).toContain('name: gift-cards-db');
});
