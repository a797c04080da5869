import { isRecord } from '../../is-record.ts';
import { findDuplicateKey } from './duplicate-keys.ts';

/** Operations that clients have registered: documents by id, without the prefix `sha256:`. */
export type Manifest = ReadonlyMap<string, string>;

/** Maximum size of a manifest file. */
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
    throw new Error(`must hold one value for each key (${JSON.stringify(twice)} has two)`);
  for (const [id, document] of readEntries(parsed)) {
    if (typeof document !== 'string' || document.trim() === '') {
      throw new Error(`must hold a document for each id (${JSON.stringify(id)} has none)`);
    }
    const key = withoutPrefix(id);
    if (key === '') throw new Error('must hold no empty id');
    if ((manifest.get(key) ?? document) !== document) {
      throw new Error(`must hold one document for each id (${JSON.stringify(id)} has two)`);
    }
    manifest.set(key, document);
  }
  if (manifest.size === 0) throw new Error('must hold at least one operation');
  return manifest;
}

/** Returns an id without its prefix: both `sha256:<hash>` and `<hash>` are in use for the same operation. */
export function withoutPrefix(id: string): string {
  return id.startsWith('sha256:') ? id.slice('sha256:'.length) : id;
}

function readEntries(value: unknown): readonly (readonly [string, unknown])[] {
  if (!isRecord(value)) throw new Error('must hold a JSON object');
  const { format, version, operations } = value;
  if (!Array.isArray(operations)) return Object.entries(value);
  if (format !== 'apollo-persisted-query-manifest' || version !== 1) {
    throw new Error(
      `must have the format "apollo-persisted-query-manifest", version 1, not ${JSON.stringify(format)}, version ${JSON.stringify(version)}`,
    );
  }
  return operations.map((operation: unknown, index) => {
    if (!isRecord(operation) || typeof operation.id !== 'string') {
      throw new Error(`must hold operations with an "id" (number ${index + 1} has none)`);
    }
    return [operation.id, operation.body];
  });
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new Error('must hold JSON that parses');
  }
}
