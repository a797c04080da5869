import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { hasAddresses } from './addresses.mjs';

/**
 * Returns whether the packages of a folder are missing or outdated. npm writes the hidden lockfile last, so an interrupted
 * installation counts as outdated. So does one whose command was killed before it removed the addresses.
 */
export function isOutdated(folder) {
  if (hasAddresses(folder)) return true;
  const installed = statSync(join(folder, 'node_modules', '.package-lock.json'), { throwIfNoEntry: false });
  return installed === undefined || installed.mtimeMs < statSync(join(folder, 'package-lock.json')).mtimeMs;
}

/** Returns whether all development tools are installed, also if they are outdated. */
export function hasTools(root) {
  return countTools(root).missing === 0;
}

/** Returns whether most of them are, which tells an installation of everything from that of a start. */
export function hadTools(root) {
  const { missing, all } = countTools(root);
  return missing * 2 < all;
}

/** Returns the workspaces whose packages a start needs: those of the services, and those that build the desk. */
export function startWorkspaces(root) {
  const subgraphs = readdirSync(join(root, 'subgraphs')).map((name) => `subgraphs/${name}`);
  const services = subgraphs.filter((folder) => existsSync(join(root, folder, 'package.json')));
  return ['launcher', 'client/desk', ...services];
}

/** Returns the folders of the root, which is empty, and of all workspaces. */
export function readWorkspaces(root) {
  return readPackagePaths(join(root, 'package-lock.json')).filter((path) => !path.includes('node_modules/'));
}

/** Returns the paths of the packages that a lockfile names, or none without a lockfile. */
export function readPackagePaths(lockfile) {
  return existsSync(lockfile) ? Object.keys(JSON.parse(readFileSync(lockfile, 'utf8')).packages) : [];
}

function countTools(root) {
  const installed = new Set(readPackagePaths(join(root, 'node_modules', '.package-lock.json')));
  const { devDependencies = {} } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  const tools = Object.keys(devDependencies);
  return {
    all: tools.length,
    missing: tools.filter((name) => !installed.has(`node_modules/${name}`)).length,
  };
}
