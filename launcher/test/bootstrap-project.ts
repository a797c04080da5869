import { execFile } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

/** A package of a lockfile, as npm records it. */
export interface LockedPackage {
  readonly name: string;
  readonly version: string;
  readonly integrity: string;
}

/** A small project around a copy of the bootstrap, with one workspace. */
export interface BootstrapProject {
  readonly root: string;
  /** Path of the bootstrap in the project. */
  readonly bootstrap: string;
  /** File that npm writes at the end of an installation. */
  readonly installed: string;
  /** Runs the bootstrap with these arguments, and these variables more than those of this process. */
  run(
    args: readonly string[],
    variables?: Readonly<Record<string, string | undefined>>,
  ): Promise<{ readonly stdout: string; readonly stderr: string }>;
  remove(): void;
}

const launcher = fileURLToPath(new URL('..', import.meta.url));

/** Creates a project that needs these packages. Without any, npm needs no network. */
export function createBootstrapProject(packages: readonly LockedPackage[] = []): BootstrapProject {
  const root = mkdtempSync(join(tmpdir(), 'bootstrap-'));
  mkdirSync(join(root, 'launcher'));
  for (const name of [
    'bootstrap.mjs',
    'bootstrap',
    'file-lock.mjs',
    'process-identity.mjs',
    'watch-parent.mjs',
  ])
    cpSync(join(launcher, name), join(root, 'launcher', name), { recursive: true });
  mkdirSync(join(root, 'part'));
  const dependencies = Object.fromEntries(packages.map(({ name, version }) => [name, version]));
  const whole = { name: 'whole', workspaces: ['part'], dependencies };
  writeFileSync(join(root, 'part', 'package.json'), '{ "name": "part", "version": "1.0.0" }');
  writeFileSync(join(root, 'package.json'), JSON.stringify(whole));
  const locked = packages.map(({ name, version, integrity }) => [
    `node_modules/${name}`,
    { version, integrity },
  ]);
  const lockfile = {
    name: 'whole',
    lockfileVersion: 3,
    requires: true,
    packages: {
      '': whole,
      part: { version: '1.0.0' },
      'node_modules/part': { resolved: 'part', link: true },
      ...Object.fromEntries(locked),
    },
  };
  writeFileSync(join(root, 'package-lock.json'), JSON.stringify(lockfile));
  const bootstrap = join(root, 'launcher', 'bootstrap.mjs');
  return {
    root,
    bootstrap,
    installed: join(root, 'node_modules', '.package-lock.json'),
    run: (args, variables = {}) =>
      promisify(execFile)(process.execPath, [bootstrap, ...args], {
        cwd: root,
        env: { ...process.env, ...variables },
      }),
    remove: () => rmSync(root, { recursive: true, maxRetries: 10, retryDelay: 100 }),
  };
}
