import { createHash } from 'node:crypto';
import { existsSync, globSync, readFileSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { repositoryFile } from '@supergraph/schema/registry.ts';
import { withFileLock } from '../file-lock.mjs';
import { replaceFolder, runTool } from './build-folder.ts';

const deskFolder = repositoryFile('client/desk/dist');

/** Path at which a gateway serves the desk. The desk's links begin with it. */
export const deskPath = '/desk';

/** File with a hash of the sources of the built desk. Because of the dot it is not served. */
const stampFile = '.made-of';

export interface DeskBuild {
  /** Folder of the lock: concurrent builds with the same folder wait for each other. default: `.data` */
  readonly dataDir?: string;
  /** Called if the desk has to be built. */
  readonly onBuild?: () => void;
  /** Ends the build. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * Builds the order desk unless its sources are unchanged, and returns its folder. Returns undefined if it
 * cannot be built because only production packages are installed. The served folder is replaced atomically.
 * Throws with the bundler's message.
 */
export async function buildDesk({
  dataDir = repositoryFile('.data'),
  onBuild = () => {},
  signal,
}: DeskBuild = {}): Promise<string | undefined> {
  const stamp = readSourcesStamp();
  if (readStamp() === stamp) return deskFolder;
  const build = async (holdAlso: (pid: number) => void) => {
    if (readStamp() === stamp) return deskFolder;
    const bundler = repositoryFile('node_modules/vite/bin/vite.js');
    if (!existsSync(bundler)) return existsSync(deskFolder) ? deskFolder : undefined;
    onBuild();
    await replaceFolder(deskFolder, async (unfinished) => {
      // Compiled code of the bundler is not worth its space: the desk is rarely built.
      const { NODE_ENV: _, NODE_COMPILE_CACHE: __, ...env } = process.env;
      await runTool([bundler, 'build', '--outDir', unfinished, '--emptyOutDir', '--logLevel', 'error'], {
        cwd: repositoryFile('client/desk'),
        env,
        signal,
        onStart: holdAlso,
        problem: 'The order desk could not be built',
      });
      writeFileSync(join(unfinished, stampFile), stamp);
    });
    return deskFolder;
  };
  return withFileLock(join(dataDir, 'desk.lock'), build, undefined, signal);
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
