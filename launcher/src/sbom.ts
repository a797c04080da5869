import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { repositoryFile } from '@supergraph/schema/registry.ts';
import { writeAtomically } from '@supergraph/schema/write-atomically.ts';
import { runCommand } from './run-command.ts';
import { formatLicences, formatSbom, readMaterials } from './sbom/materials.ts';

const usage = 'Usage: npm run sbom -- --out <folder>';

// Lists the npm packages of the image, twice: sbom.cdx.json for tools, licences.md for people.
await runCommand(async () => {
  const { out } = parseArgs({ args: process.argv.slice(2), options: { out: { type: 'string' } } }).values;
  if (out === undefined || out.trim() === '')
    throw new Error('--out must name the folder for the two files.');
  const lockfile = readFileSync(repositoryFile('package-lock.json'), 'utf8');
  const { version }: { readonly version: string } = JSON.parse(
    readFileSync(repositoryFile('package.json'), 'utf8'),
  );
  const materials = readMaterials(lockfile);
  const files = {
    'sbom.cdx.json': formatSbom(materials, {
      version,
      serial: createHash('sha256').update(lockfile).digest('hex'),
    }),
    'licences.md': formatLicences(materials),
  };
  mkdirSync(out, { recursive: true });
  for (const [name, text] of Object.entries(files)) writeAtomically(join(out, name), text);
  return `${materials.length} packages: ${Object.keys(files)
    .map((name) => join(out, name))
    .join(', ')}\n`;
}, usage);
