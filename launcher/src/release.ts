import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { repositoryFile } from '@supergraph/schema/registry.ts';
import { parse } from 'yaml';
import { pinImage, readImage } from './release/pin-image.ts';
import { readReleaseNotes } from './release/release-notes.ts';
import { runCommand } from './run-command.ts';

const usage = `Usage: npm run -s release -- notes <tag>
       npm run -s release -- manifests --image <name@sha256:digest> [--overlay <folder>]`;

// The parts of a release that need no network: what .github/workflows/release.yml publishes.
await runCommand(async () => {
  const { positionals, values } = parseArgs({
    args: process.argv.slice(2),
    options: {
      image: { type: 'string', default: '' },
      overlay: { type: 'string', default: 'deploy/kubernetes/overlays/production' },
    },
    allowPositionals: true,
  });
  const [part, tag = ''] = positionals;
  if (part === 'notes')
    return readReleaseNotes(tag, read('CHANGELOG.md'), JSON.parse(read('package.json')).version);
  if (part === 'manifests') return renderManifests(values.overlay, values.image);
  throw new Error('The first argument must be "notes" or "manifests".');
}, usage);

/** Renders an overlay with the image of a release. */
function renderManifests(overlay: string, image: string): string {
  const current = readImage(parse(read(`${overlay}/kustomization.yaml`)));
  const rendered = execFileSync('kubectl', ['kustomize', repositoryFile(overlay)], {
    encoding: 'utf8',
    maxBuffer: 100_000_000,
  });
  return pinImage(rendered, current, image);
}

function read(path: string): string {
  return readFileSync(repositoryFile(path), 'utf8');
}
