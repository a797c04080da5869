import { execFile } from 'node:child_process';
import { copyFileSync, existsSync, globSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { repositoryFile } from './service-environment.ts';

/**
 * Builds a workspace for others to install: JavaScript and types in its folder `dist`, with the `package.json` of a
 * package, ready for `npm pack`. Node runs no TypeScript that lies below `node_modules`. The workspace's
 * `tsconfig.build.json` says what is compiled. Throws with what the compiler says.
 */
export async function buildPackage(workspace: string): Promise<string> {
  const folder = repositoryFile(workspace);
  const dist = join(folder, 'dist');
  rmSync(dist, { recursive: true, force: true });
  await compile(join(folder, 'tsconfig.build.json'));
  // The compiler rewrites the extensions of imports in JavaScript only.
  for (const file of globSync('**/*.d.ts', { cwd: dist })) {
    const text = readFileSync(join(dist, file), 'utf8');
    writeFileSync(join(dist, file), text.replace(/(from '\.{1,2}\/[^']+)\.ts'/g, "$1.js'"));
  }
  for (const file of globSync('**/*.json', { cwd: join(folder, 'src') })) {
    mkdirSync(dirname(join(dist, file)), { recursive: true });
    copyFileSync(join(folder, 'src', file), join(dist, file));
  }
  for (const file of [join(folder, 'README.md'), repositoryFile('LICENSE')]) {
    if (existsSync(file)) copyFileSync(file, join(dist, basename(file)));
  }
  writeManifest(folder, dist);
  return dist;
}

async function compile(project: string): Promise<void> {
  const compiler = repositoryFile('node_modules/typescript/bin/tsc');
  await promisify(execFile)(process.execPath, [compiler, '--project', project]).catch((error: unknown) => {
    const said = error instanceof Error && 'stdout' in error ? String(error.stdout) : '';
    throw new Error(`${project} does not compile:\n${said}`, { cause: error });
  });
}

/** The workspace's own, but for what only the workspace is: private, with its entries in `src`. */
function writeManifest(folder: string, dist: string): void {
  const {
    private: _,
    devDependencies: __,
    scripts: ___,
    exports,
    ...kept
  } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  const built = Object.entries<string>(exports).map(([name, source]) => {
    const path = source.replace('./src/', './');
    if (!path.endsWith('.ts')) return [name, path];
    return [name, { types: path.replace(/\.ts$/, '.d.ts'), default: path.replace(/\.ts$/, '.js') }];
  });
  const manifest = { ...kept, main: './index.js', types: './index.d.ts', exports: Object.fromEntries(built) };
  writeFileSync(join(dist, 'package.json'), `${JSON.stringify(manifest, null, 2)}\n`);
}
