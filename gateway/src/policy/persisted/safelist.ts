import { setImmediate as nextTurn } from 'node:timers/promises';
import { LRUCache } from 'lru-cache';
import { canonicalText } from './canonical-text.ts';
import type { Manifest } from './manifest.ts';

/** The operations of one manifest, found by id or by text. */
export interface Safelist {
  readonly manifest: Manifest;
  /** The document of an id that comes without `sha256:`. */
  readonly find: (id: string) => string | undefined;
  /** Whether a document is in the list, whatever its whitespace, comments and order of definitions. */
  readonly holds: (document: string) => boolean;
}

/**
 * Prepares a manifest for look-ups. Thousands of operations take a second, so that requests get their turns between.
 */
export async function createSafelist(manifest: Manifest): Promise<Safelist> {
  const documents = new Set(manifest.values());
  const canonical = new Set<string>();
  for (const document of documents) {
    const text = canonicalText(document);
    if (text !== undefined) canonical.add(text);
    if (canonical.size % 20 === 0) await nextTurn();
  }
  const verdicts = new LRUCache<string, boolean>({
    maxSize: 10_000_000,
    sizeCalculation: (_, text) => text.length + 100,
  });
  const holds = (document: string): boolean => {
    if (documents.has(document)) return true;
    const known = verdicts.get(document);
    if (known !== undefined) return known;
    const text = canonicalText(document);
    const held = text !== undefined && canonical.has(text);
    verdicts.set(document, held);
    return held;
  };
  return { manifest, find: (id) => manifest.get(id), holds };
}
