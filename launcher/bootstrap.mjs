// Runs `node bootstrap.mjs <entry> [arguments]` with a Node that can run the project, after installing the
// packages that the entry needs. It and its parts must run on any Node >= 20 before anything is installed, so
// they use built-in modules only.
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

try {
  await main(process.argv.slice(2));
} catch (error) {
  if (!(error instanceof BootstrapError)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}

async function main([entry, ...rest]) {
  if (entry === undefined) throw new BootstrapError('Usage: node launcher/bootstrap.mjs <entry> [arguments]');
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
