import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { createBootstrapProject } from './bootstrap-project.ts';
import { startSmallRegistry, usualPath } from './small-registry.ts';

test('packages are read from their usual addresses, without a question about their versions', async () => {
  const { registry, project, variables } = await createSystem(usualPath);
  expect((await project.run(['say.mjs'], variables)).stdout).toBe('done\n');
  expect(registry.requests).toEqual([usualPath]);
  expect(existsSync(join(project.root, 'npm-shrinkwrap.json'))).toBe(false);
});

test('packages in the cache of npm need no registry', async () => {
  const { registry, project, variables } = await createSystem(usualPath);
  await project.run(['say.mjs'], variables);
  await registry.close();
  rmSync(join(project.root, 'node_modules'), { recursive: true });
  expect((await project.run(['say.mjs'], variables)).stdout).toBe('done\n');
  expect(registry.requests).toEqual([usualPath]);
});

test('a registry that keeps packages elsewhere is asked where', async () => {
  const { registry, project, variables } = await createSystem('/elsewhere/thing.tgz');
  expect((await project.run(['say.mjs'], variables)).stdout).toBe('done\n');
  expect(registry.requests).toEqual([usualPath, '/@small/thing', '/elsewhere/thing.tgz']);
});

test('a registry that cannot be reached is an error that says so', async () => {
  const { registry, project, variables } = await createSystem(usualPath);
  await registry.close();
  const failed = project.run(['say.mjs'], { ...variables, npm_config_fetch_retries: '0' });
  await expect(failed).rejects.toMatchObject({
    code: 1,
    stderr: expect.stringMatching(/ECONNREFUSED[\s\S]*It needs the npm registry: is this machine online/),
  });
});

/** Creates a project that needs a package of a registry which has it at this path. The cache of npm is empty. */
async function createSystem(tarballPath: string) {
  const registry = await startSmallRegistry(tarballPath);
  const project = createBootstrapProject([registry.thing]);
  const cache = mkdtempSync(join(tmpdir(), 'npm-cache-'));
  writeFileSync(join(project.root, 'say.mjs'), "console.log('done');");
  onTestFinished(async () => {
    await registry.close().catch(() => {});
    project.remove();
    rmSync(cache, { recursive: true, force: true });
  });
  return { registry, project, variables: { npm_config_registry: registry.url, npm_config_cache: cache } };
}
