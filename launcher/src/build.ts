import { readConfig } from '@supergraph/service-kit/config.ts';
import { buildDesk } from './build-desk.ts';
import { buildPackage } from './build-package.ts';
import { launcherDataDir } from './launcher-config.ts';

/** Names of the build targets: packages for installation elsewhere, and the pages of the desk. */
const builders: Readonly<Record<string, () => Promise<string | undefined>>> = {
  engine: () => buildPackage('engine'),
  client: () => buildPackage('client'),
  'client/desk': () => buildDesk(readConfig(process.env, { dataDir: launcherDataDir })),
};

// Builds the workspaces named as arguments, or all, and prints the path of each.
const named = process.argv.slice(2);
for (const workspace of named.length > 0 ? named : Object.keys(builders)) {
  const build = builders[workspace];
  if (build === undefined)
    throw new Error(`Build ${Object.keys(builders).join(' or ')}, not "${workspace}".`);
  console.log((await build()) ?? `${workspace}: the packages that build it are not installed`);
}
