import { existsSync } from 'node:fs';
import { repositoryRoot } from '@supergraph/schema/registry.ts';
import { expect, test } from 'vitest';
import { readProseFiles } from './source-files.ts';

test('every relative link of README and docs leads to a file or folder', () => {
  const pages = readProseFiles().filter(({ path }) => path.endsWith('.md') && !path.includes('/templates/'));
  const links = pages.flatMap(({ path, text }) =>
    [...text.matchAll(/\]\((?!https?:|#|mailto:)([^)#\s]+)/g)].map(([, target = '']) => ({ path, target })),
  );
  expect(links.length).toBeGreaterThan(50);
  const broken = links.filter(
    ({ path, target }) => !existsSync(new URL(target, new URL(path, repositoryRoot))),
  );
  expect(broken).toEqual([]);
});
