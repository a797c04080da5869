import { readFileSync } from 'node:fs';
import type { Variable } from '@supergraph/service-kit/config.ts';
import { type Manifest, readManifest } from './manifest.ts';

/** A file with a manifest, and what was in it when the configuration was read. */
export interface ManifestFile {
  readonly path: string;
  readonly manifest: Manifest;
}

/** A variable that names a file with a manifest of persisted operations. */
export function manifestFile(name: string): Variable<ManifestFile> {
  return { name, parse: (path) => ({ path, manifest: readManifest(readText(path)) }) };
}

function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unreadable';
    throw new Error(`must name a readable file (${code})`);
  }
}
