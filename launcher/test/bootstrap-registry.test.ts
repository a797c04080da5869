import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { createBootstrapProject } from './bootstrap-project.ts';
import { eventually, listDescendants, listProcesses } from './processes.ts';
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

test('a checkout that cannot be written is an error that names the file', async () => {
  const { project } = await createSystem(usualPath);
  writeFileSync(join(project.root, '.data'), '');
  const { stderr } = await project.run(['say.mjs']).catch((error: unknown) => Object(error));
  expect(stderr).toContain(join(project.root, '.data'));
  expect(stderr).toContain('must be folders that this user can write');
  expect(stderr).not.toContain('    at ');
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

test('Ctrl-C during an installation ends it with one line, and the next command installs', async () => {
  const silent = await createSystem(usualPath, true);
  const child = spawn(process.execPath, [silent.project.bootstrap, 'say.mjs'], {
    cwd: silent.project.root,
    env: { ...process.env, ...silent.variables },
    stdio: ['ignore', 'ignore', 'pipe'],
    detached: true,
  });
  let said = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    said += text;
  });
  await eventually('npm asks the registry', () => silent.registry.requests.length > 0 || undefined);
  const npm = listDescendants(child.pid ?? 0).map(({ pid }) => pid);
  const ended = once(child, 'close');
  process.kill(-(child.pid ?? 0), 'SIGINT');
  // A shell shows this signal as the code 130.
  expect(await ended).toEqual([null, 'SIGINT']);
  expect(said.trim().split('\n')).toEqual([
    expect.stringContaining('Installing the packages'),
    'stopping: the next command installs the packages again',
  ]);
  expect(listProcesses().filter(({ pid }) => npm.includes(pid))).toEqual([]);
  expect(existsSync(join(silent.project.root, 'npm-shrinkwrap.json'))).toBe(false);
  const { registry, variables } = await createSystem(usualPath);
  expect((await silent.project.run(['say.mjs'], variables)).stdout).toBe('done\n');
  expect(registry.requests).toEqual([usualPath]);
});

/** Creates a project that needs a package of a registry which has it at this path. The cache of npm is empty. */
async function createSystem(tarballPath: string, isSilent = false) {
  const registry = await startSmallRegistry(tarballPath, isSilent);
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
