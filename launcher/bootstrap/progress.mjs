import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { readPackagePaths } from './installed.mjs';

/**
 * Shows a step with its seconds and the packages in place: in one line of a terminal, or only its name in a file. Returns a
 * function that ends the line.
 */
export function showProgress(root, step) {
  if (!process.stderr.isTTY) {
    console.error(`${step} (once, for up to a minute) ...`);
    return () => {};
  }
  const began = Date.now();
  const packages = readPackagePaths(join(root, 'package-lock.json'))
    .filter((path) => path.startsWith('node_modules/'))
    .map((path) => join(root, path, 'package.json'));
  const show = () => {
    const seconds = Math.round((Date.now() - began) / 1000);
    const inPlace = packages.filter((path) => existsSync(path)).length;
    process.stderr.write(`\r${step}: ${inPlace} in place, ${seconds} s \x1b[K`);
  };
  show();
  const timer = setInterval(show, 250);
  return () => {
    clearInterval(timer);
    process.stderr.write('\n');
  };
}
