import { createBoundedCache } from '@supergraph/service-kit/bounded-cache.ts';
import { canonicalText } from './canonical-text.ts';
import { findDocument, holdsText, type ManifestIndex, operationsOf } from './manifest-index.ts';

/** Operations of one manifest, found by id or by text. */
export interface Safelist {
  /** Returns the document of an id without its prefix `sha256:`, or undefined if the id is unknown. */
  readonly find: (id: string) => string | undefined;
  /** Returns whether a document is in the list, regardless of whitespace, comments and the order of definitions. */
  readonly holds: (document: string) => boolean;
  /** Returns the operations one by one. */
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
