import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { hadTools, hasTools, isOutdated, readWorkspaces, startWorkspaces } from './installed.mjs';
import { installNode, nodeFolder } from './node-binary.mjs';
import { failedInstallation, runNpm } from './npm.mjs';
import { showProgress } from './progress.mjs';
import { removeUnused } from './unused-files.mjs';

/** Returns whether Node and the packages that a command needs are installed. */
export function isComplete({ root, node, tools }) {
  return !lacksNode(root, node) && !lacksPackages(root, tools);
}

/** Installs what is missing, Node and the packages at the same time. */
export async function install({ root, node, tools }, runStep) {
  const steps = [];
  if (lacksNode(root, node)) {
    console.error(`Node ${process.versions.node} is too old for this project: installing Node 26 beside it.`);
    steps.push(installNodeBinary(root, node, runStep));
  }
  if (lacksPackages(root, tools)) steps.push(installPackages(root, tools, runStep));
  const failed = (await Promise.allSettled(steps)).find(({ status }) => status === 'rejected');
  if (failed !== undefined) throw failed.reason;
}

function lacksNode(root, node) {
  return node !== process.execPath && (!existsSync(node) || isOutdated(nodeFolder(root)));
}

function lacksPackages(root, tools) {
  return isOutdated(root) || (tools && !hasTools(root));
}

async function installNodeBinary(root, node, runStep) {
  const cwd = nodeFolder(root);
  await runNpm(['ci'], { cwd, advice: installNode, runStep });
  // The package is optional: npm reports success even if it could not download it.
  if (!existsSync(node)) throw failedInstallation(cwd, 'npm brought no Node 26', installNode);
  removeUnused(join(cwd, 'node_modules'));
}

/**
 * Installs the packages of a start, or all packages. Tools that are installed stay so, and are added to a current
 * installation without touching it, since a running graph may use it.
 */
async function installPackages(root, tools, runStep) {
  const onlyStart = !tools && !hadTools(root);
  const adds = !isOutdated(root);
  const stopProgress = showProgress(
    root,
    adds ? 'Installing the development tools' : 'Installing the packages',
  );
  const command = adds ? ['install', '--no-save'] : ['ci'];
  const workspaces = onlyStart ? startWorkspaces(root).map((folder) => `--workspace=${folder}`) : [];
  const advice = 'Run the command again; if it fails again, "npm ci" says more.';
  try {
    await runNpm([...command, ...workspaces], { cwd: root, advice, runStep });
  } finally {
    stopProgress();
  }
  for (const folder of readWorkspaces(root)) removeUnused(join(root, folder, 'node_modules'));
}
