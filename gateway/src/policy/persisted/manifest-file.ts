import { readFileSync, statSync } from 'node:fs';
import { variable } from '@supergraph/service-kit/variables.ts';
import { maxManifestBytes, readManifest } from './manifest.ts';

/** File with a manifest of persisted operations. It is read again later. */
export const manifestFile = variable('SAFELIST_MANIFEST', {
  about: 'Registered operations, which clients can send by id.',
  accepts: `manifest of persisted operations, at most ${maxManifestBytes / 1_000_000} MB`,
  parse: (path) => {
    readManifest(readManifestFile(path));
    return path;
  },
});

/** Reads the text of a manifest. Throws an Error whose message is the rule that the file breaks. */
export function readManifestFile(path: string): string {
  try {
    const { size } = statSync(path);
    if (size <= maxManifestBytes) return readFileSync(path, 'utf8');
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unreadable';
    throw new Error(`must name a readable file (${code})`);
  }
  throw new Error(`must name a file of at most ${maxManifestBytes} bytes`);
}
