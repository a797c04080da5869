import { createBoundedCache } from '@supergraph/service-kit/bounded-cache.ts';
import { canonicalText } from './canonical-text.ts';
import { findDocument, holdsText, type ManifestIndex, operationsOf } from './manifest-index.ts';

/** The operations of one manifest, found by id or by text. */
export interface Safelist {
  /** Returns the document of an id that comes without `sha256:`, or undefined if there is none. */
  readonly find: (id: string) => string | undefined;
  /** Whether a document is in the list, whatever its whitespace, comments and order of definitions. */
  readonly holds: (document: string) => boolean;
  /** Reads the operations one by one. */
  readonly operations: () => Iterable<{ readonly id: string; readonly document: string }>;
}

/** Creates the list of a manifest. */
export function createSafelist(index: ManifestIndex): Safelist {
  const verdicts = createBoundedCache<boolean>({ maxBytes: 10_000_000 });
  return {
    find: (id) => findDocument(index, id),
    holds: (document) => {
      if (holdsText(index, document)) return true;
      const known = verdicts.get(document);
      if (known !== undefined) return known;
      const text = canonicalText(document);
      const held = text !== undefined && holdsText(index, text);
      verdicts.set(document, held);
      return held;
    },
    operations: () => operationsOf(index),
  };
}
