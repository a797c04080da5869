import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { repositoryFile } from '@supergraph/schema/registry.ts';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createBootstrapProject } from './bootstrap-project.ts';

const project = createBootstrapProject();
const command = 'launcher/src/say.mjs';

beforeAll(() => {
  const say = 'console.log(JSON.stringify([process.env.FIRST, process.env.SECOND]));';
  mkdirSync(join(project.root, 'launcher/src'));
  for (const path of [command, 'other.mjs']) writeFileSync(join(project.root, path), say);
  write('FIRST=from the file\nSECOND="also, with spaces"\n');
});
afterAll(project.remove);

test('a command of the launcher gets the variables of .env, and those of the environment win', async () => {
  expect(await say(command)).toEqual(['from the file', 'also, with spaces']);
  expect(await say(command, { SECOND: 'from the environment' })).toEqual([
    'from the file',
    'from the environment',
  ]);
});

test('other programs, and production, do not get the variables of .env', async () => {
  expect(await say('other.mjs')).toEqual([null, null]);
  expect(await say(command, { NODE_ENV: 'production' })).toEqual([null, null]);
});

test('.env cannot turn production on', async () => {
  write('NODE_ENV=production\n');
  const refused = project.run([command], { NODE_ENV: undefined });
  await expect(refused).rejects.toMatchObject({
    code: 1,
    stderr: expect.stringMatching(/NODE_ENV=production/),
  });
});

test('git ignores .env, and every variable of .env.example is documented', () => {
  const ignored = execFileSync('git', ['check-ignore', '.env'], {
    cwd: repositoryFile('.'),
    encoding: 'utf8',
  });
  expect(ignored).toBe('.env\n');
  const documented = readFileSync(repositoryFile('docs/configuration.md'), 'utf8');
  const example = readFileSync(repositoryFile('.env.example'), 'utf8');
  const names = [...example.matchAll(/^#([A-Z_]+)=/gm)].map(([, name = '']) => name);
  expect(names.length).toBeGreaterThan(3);
  for (const name of names)
    expect(documented).toMatch(new RegExp(`\`(${name}|${name.replace(/^[A-Z]+_/, '<NAME>_')})\``));
});

function write(text: string): void {
  writeFileSync(join(project.root, '.env'), text);
}

async function say(entry: string, variables = {}): Promise<readonly string[]> {
  const { stdout } = await project.run([entry], { NODE_ENV: 'development', ...variables });
  return JSON.parse(stdout);
}
