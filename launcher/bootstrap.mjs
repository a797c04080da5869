// Runs `node bootstrap.mjs <entry> [arguments]` with a Node that can run the project, after installing the
// packages that the entry needs. It and its parts must run on any Node >= 20 before anything is installed, so
// they use built-in modules only.
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createChildren } from './bootstrap/children.mjs';
import { BootstrapError } from './bootstrap/errors.mjs';
import { install, isComplete } from './bootstrap/install.mjs';
import { chooseNode, installNode } from './bootstrap/node-binary.mjs';
import { withFileLock } from './file-lock.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');

/** Entries that run without the development tools, except in watch mode, which generates types. */
const toolless = [
  'start',
  'reset',
  'seed',
  'token',
  'keys',
  'events-status',
  'events-retry',
  'events-replay',
].map((name) => `launcher/src/${name}.ts`);

/** Codes of errors about a checkout that cannot be written. */
const closed = ['EACCES', 'EPERM', 'EROFS', 'ENOSPC', 'EDQUOT', 'ENOTDIR', 'EEXIST'];

try {
  await main(process.argv.slice(2));
} catch (error) {
  const isClosed = closed.includes(error.code);
  if (!(error instanceof BootstrapError || isClosed)) throw error;
  console.error(
    isClosed
      ? `The packages cannot be installed: ${error.message}. The folder ${root} and its .data must be folders that this user can write.`
      : error.message,
  );
  process.exitCode = 1;
}

async function main([entry, ...rest]) {
  if (entry === undefined) throw new BootstrapError('Usage: node launcher/bootstrap.mjs <entry> [arguments]');
  readEnvironmentFile(entry);
  const children = createChildren(root);
  const node = chooseNode(root);
  const needs = { root, node, tools: !toolless.includes(entry) || rest.includes('--watch') };
  if (!isComplete(needs)) {
    await withFileLock(
      join(root, '.data', 'install.lock'),
      (holdAlso) => install(needs, children.stepsHeldBy(holdAlso)),
      () => console.error('Another command is installing the packages: waiting for it.'),
    ).finally(children.leaveIfStopped);
  }
  await children.become(node, [join(root, entry), ...rest], installNode);
}

/** Reads `.env` for a command of the launcher, except in production. Variables of the environment keep their values. */
function readEnvironmentFile(entry) {
  const file = join(root, '.env');
  if (process.env.NODE_ENV === 'production' || !entry.startsWith('launcher/src/') || !existsSync(file))
    return;
  try {
    process.loadEnvFile(file);
  } catch (error) {
    throw new BootstrapError(`${file} cannot be read: ${error.message}. Node reads such files since 20.12.`);
  }
  if (process.env.NODE_ENV === 'production')
    throw new BootstrapError(
      `${file} is for development. Set NODE_ENV=production in the environment instead.`,
    );
}
