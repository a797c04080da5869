import { copyFileSync, existsSync, globSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { repositoryFile } from '@supergraph/schema/registry.ts';
import { withFileLock } from '../file-lock.mjs';
import { replaceFolder, runTool } from './build-folder.ts';

/**
 * Builds a workspace for installation elsewhere: JavaScript and types in its folder `dist`, with a package's
 * `package.json`, ready for `npm pack`. Node does not run TypeScript below `node_modules`. The workspace's
 * `tsconfig.build.json` names the files to compile. Throws with the compiler's message.
 */
export async function buildPackage(workspace: string): Promise<string> {
  const folder = repositoryFile(workspace);
  const dist = join(folder, 'dist');
  const lock = repositoryFile(`.data/${workspace}.lock`);
  await withFileLock(lock, (holdAlso) =>
    replaceFolder(dist, async (unfinished) => {
      const project = join(folder, 'tsconfig.build.json');
      const compiler = repositoryFile('node_modules/typescript/bin/tsc');
      const problem = `${project} does not compile`;
      await runTool([compiler, '--project', project, '--outDir', unfinished], { onStart: holdAlso, problem });
      copyOthers(folder, unfinished);
      writeManifest(folder, unfinished);
    }),
  );
  return dist;
}

/** Adds the files that the compiler does not write. */
function copyOthers(folder: string, dist: string): void {
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
}

/**
 * Writes the workspace's manifest without the entries that only a workspace has: `private`, and entries in
 * `src`.
 */
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
