import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, globSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { withFileLock } from '../file-lock.mjs';
import { repositoryFile } from './service-environment.ts';

/** Where the built desk is. */
export const deskFolder = repositoryFile('client/desk/dist');

/** Where a gateway serves it: its links begin with this. */
export const deskPath = '/desk';

/** What the built desk was made of; the dot keeps it from being served. */
const stampFile = '.made-of';

/**
 * Builds the order desk unless what it is made of is what it was made of before, and returns its folder. Undefined
 * where it cannot be built because only what production needs is installed. Builds at the same time wait for each
 * other, and a folder that is being served is replaced as a whole. Throws with what the bundler says.
 */
export async function buildDesk(onBuild: () => void = () => {}): Promise<string | undefined> {
  return withFileLock(repositoryFile('.data/desk.lock'), async () => {
    const stamp = readSourcesStamp();
    if (readStamp() === stamp) return deskFolder;
    const bundler = repositoryFile('node_modules/vite/bin/vite.js');
    if (!existsSync(bundler)) return existsSync(deskFolder) ? deskFolder : undefined;
    onBuild();
    const aside = `${deskFolder}.new`;
    await bundle(bundler, aside);
    writeFileSync(join(aside, stampFile), stamp);
    rmSync(deskFolder, { recursive: true, force: true });
    renameSync(aside, deskFolder);
    return deskFolder;
  });
}

async function bundle(bundler: string, outDir: string): Promise<void> {
  const args = [bundler, 'build', '--outDir', outDir, '--emptyOutDir', '--logLevel', 'error'];
  const { NODE_ENV: _, ...env } = process.env;
  const options = { cwd: repositoryFile('client/desk'), env };
  await promisify(execFile)(process.execPath, args, options).catch((error: unknown) => {
    const said = error instanceof Error && 'stderr' in error ? String(error.stderr) : '';
    throw new Error(`The order desk could not be built:\n${said}`, { cause: error });
  });
}

/** Of the desk's sources, the generated documents, and the versions of all packages. */
function readSourcesStamp(): string {
  const root = repositoryFile('.');
  const files = globSync(
    [
      'client/desk/*.*',
      'client/desk/src/**/*.*',
      'client/desk/public/*',
      'client/src/**/*.ts',
      'package-lock.json',
    ],
    { cwd: root },
  );
  const hash = createHash('sha256');
  for (const file of files.sort()) hash.update(`${file}\n`).update(readFileSync(join(root, file)));
  return hash.digest('hex');
}

function readStamp(): string | undefined {
  const file = join(deskFolder, stampFile);
  return existsSync(file) ? readFileSync(file, 'utf8') : undefined;
}
