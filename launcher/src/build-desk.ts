import { createHash } from 'node:crypto';
import { existsSync, globSync, readFileSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { repositoryFile } from '@supergraph/schema/registry.ts';
import { withFileLock } from '../file-lock.mjs';
import { replaceFolder, runTool } from './build-folder.ts';

export const deskFolder = repositoryFile('client/desk/dist');

/** The path at which a gateway serves it; its links begin with this. */
export const deskPath = '/desk';

/** Holds the stamp of the sources of the built desk. The dot keeps it from being served. */
const stampFile = '.made-of';

/**
 * Builds the order desk unless its sources are those of the last build, and returns its folder, or undefined if it
 * cannot be built because only the packages of production are installed. Builds at the same time wait for each
 * other, and a folder that is being served is replaced as a whole. Throws with the message of the bundler.
 */
export async function buildDesk(onBuild: () => void = () => {}): Promise<string | undefined> {
  return withFileLock(repositoryFile('.data/desk.lock'), async (holdAlso) => {
    const stamp = readSourcesStamp();
    if (readStamp() === stamp) return deskFolder;
    const bundler = repositoryFile('node_modules/vite/bin/vite.js');
    if (!existsSync(bundler)) return existsSync(deskFolder) ? deskFolder : undefined;
    onBuild();
    await replaceFolder(deskFolder, async (unfinished) => {
      const { NODE_ENV: _, ...env } = process.env;
      await runTool([bundler, 'build', '--outDir', unfinished, '--emptyOutDir', '--logLevel', 'error'], {
        cwd: repositoryFile('client/desk'),
        env,
        onStart: holdAlso,
        problem: 'The order desk could not be built',
      });
      writeFileSync(join(unfinished, stampFile), stamp);
    });
    return deskFolder;
  });
}

/** Hashes the desk's sources, the generated documents, and the versions of all packages. */
function readSourcesStamp(): string {
  const root = repositoryFile('.');
  const patterns = [
    'client/desk/*.*',
    'client/desk/src/**/*.*',
    'client/desk/public/*',
    'client/src/**/*.ts',
    'package-lock.json',
  ];
  const files = globSync(patterns, { cwd: root, withFileTypes: true })
    .filter((entry) => entry.isFile() && !entry.name.startsWith('.'))
    .map(({ parentPath, name }) => join(parentPath, name));
  const hash = createHash('sha256');
  for (const file of files.sort()) hash.update(`${relative(root, file)}\n`).update(readFileSync(file));
  return hash.digest('hex');
}

function readStamp(): string | undefined {
  const file = join(deskFolder, stampFile);
  return existsSync(file) ? readFileSync(file, 'utf8') : undefined;
}
