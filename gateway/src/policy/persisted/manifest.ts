import { isRecord } from '../../is-record.ts';
import { findDuplicateKey } from './duplicate-keys.ts';

/** The operations that clients have registered: ids, without their prefix `sha256:`, to documents. */
export type Manifest = ReadonlyMap<string, string>;

/** Size of the largest file that is read as a manifest. */
export const maxManifestBytes = 64_000_000;

/**
 * Reads a manifest: Apollo's `apollo-persisted-query-manifest` (version 1), or the `persistedDocuments` of
 * graphql-codegen, an object from hash to document. Throws an Error whose message is the rule that the text breaks.
 */
export function readManifest(text: string): Manifest {
  const manifest = new Map<string, string>();
  const parsed = parseJson(text);
  const twice = findDuplicateKey(text);
  if (twice !== undefined)
    throw new Error(`must hold one value for each key, and ${JSON.stringify(twice)} has two`);
  for (const [id, document] of readEntries(parsed)) {
    if (typeof document !== 'string' || document.trim() === '') {
      throw new Error(`must hold a document for each id, and ${JSON.stringify(id)} has none`);
    }
    const key = withoutPrefix(id);
    if (key === '') throw new Error('must hold no empty id');
    if ((manifest.get(key) ?? document) !== document) {
      throw new Error(`must hold one document for each id, and ${JSON.stringify(id)} has two`);
    }
    manifest.set(key, document);
  }
  if (manifest.size === 0) throw new Error('must hold at least one operation, and that file holds none');
  return manifest;
}

/** Returns an id as manifests are searched for it: both `sha256:<hash>` and `<hash>` are in use for the same. */
export function withoutPrefix(id: string): string {
  return id.startsWith('sha256:') ? id.slice('sha256:'.length) : id;
}

function readEntries(value: unknown): readonly (readonly [string, unknown])[] {
  if (!isRecord(value)) throw new Error('must hold a JSON object');
  const { format, version, operations } = value;
  if (!Array.isArray(operations)) return Object.entries(value);
  if (format !== 'apollo-persisted-query-manifest' || version !== 1) {
    throw new Error(
      `must have the format "apollo-persisted-query-manifest", version 1, and not ${JSON.stringify(format)}, version ${JSON.stringify(version)}`,
    );
  }
  return operations.map((operation: unknown, index) => {
    if (!isRecord(operation) || typeof operation.id !== 'string') {
      throw new Error(`must hold operations with an "id", and number ${index + 1} has none`);
    }
    return [operation.id, operation.body];
  });
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new Error('must hold JSON, and that file does not parse');
  }
}
