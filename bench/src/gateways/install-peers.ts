import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const folder = new URL('../../peers/', import.meta.url);

/** Installs the peers that bench/peers pins, if they are missing. Nothing else in the project needs them. */
export async function installPeers(): Promise<void> {
  if (existsSync(new URL('node_modules/.package-lock.json', folder))) return;
  console.error('Installing the peers into bench/peers …');
  const npm = spawn('npm', ['ci'], { cwd: fileURLToPath(folder), stdio: ['ignore', 2, 2] });
  const code = await new Promise((resolve, reject) => {
    npm.once('error', reject);
    npm.once('exit', resolve);
  });
  if (code !== 0) throw new Error(`npm ci in bench/peers must succeed; it ended with ${code}`);
}
