import { buildPackage } from './build-package.ts';

// Builds the workspaces that are named as arguments, and prints where each package lies.
for (const workspace of process.argv.slice(2)) console.log(await buildPackage(workspace));
