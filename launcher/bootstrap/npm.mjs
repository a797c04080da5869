import { writeAddresses } from './addresses.mjs';
import { BootstrapError } from './errors.mjs';

// Scripts stay off in every folder.
// With npm's usual pauses between attempts, an offline machine would print nothing for over a minute.
const flags = [
  '--ignore-scripts',
  '--include=dev',
  '--include=optional',
  '--no-audit',
  '--no-fund',
  '--loglevel=error',
  '--fetch-retry-mintimeout=1000',
  '--fetch-retry-maxtimeout=5000',
];

/** Runs npm with the Node of this machine. Throws with its error output and the advice if it fails. */
export async function runNpm(args, { cwd, advice, runStep }) {
  const path = process.env.npm_execpath ?? '';
  const [command, ...start] = path.endsWith('npm-cli.js') ? [process.execPath, path] : ['npm'];
  const shell = start.length === 0 && process.platform === 'win32';
  const run = (...more) => runStep(command, [...start, ...args, ...flags, ...more], { cwd, shell });
  const addresses = writeAddresses(cwd);
  let outcome = await run(...addresses.flags).finally(addresses.remove);
  // A registry may keep packages at other addresses than most do.
  if (/\bE4\d\d\b/.test(outcome.said)) outcome = await run();
  if (outcome.code === 0) return;
  // A stopped step has nothing to add.
  if (outcome.signal === null) process.stderr.write(outcome.said);
  const reason = outcome.error?.message ?? `npm ended with ${outcome.signal ?? `code ${outcome.code}`}`;
  throw failedInstallation(cwd, reason, advice);
}

/** Returns the error of an installation that failed. */
export function failedInstallation(folder, reason, advice) {
  return new BootstrapError(`The installation in ${folder} failed: ${reason}.
It needs the npm registry: is this machine online, and allowed to reach it? ${advice}`);
}
