import type { CacheOrigin } from './cache-store.ts';
import { tagsOf } from './value-tags.ts';

/** Tags whose values were invalidated, each with the version of its last invalidation. */
export interface Invalidations {
  add(tags: readonly string[], version: number): void;
  /** Ends all values of versions before this one. */
  raise(version: number): void;
  /** Returns whether a value that was fetched at a version has not been invalidated since. */
  isValid(name: string, origin: CacheOrigin, version: number): boolean;
}

/** Maximum number of tags that are remembered one by one, of about 150 bytes each. */
const maxTags = 50_000;

/** Creates invalidations. They take the same time for any number of values, which are checked when they are used. */
export function createInvalidations(): Invalidations {
  /** Values of an earlier version are invalid. */
  let floor = 0;
  let newest = 0;
  /** Versions by tag, the oldest first. */
  const versions = new Map<string, number>();
  return {
    add(tags, version) {
      newest = Math.max(newest, version);
      for (const tag of tags) {
        versions.delete(tag);
        versions.set(tag, version);
      }
      // A tag that is forgotten counts for all values.
      for (const [tag, oldest] of versions) {
        if (versions.size <= maxTags) break;
        versions.delete(tag);
        floor = Math.max(floor, oldest);
      }
    },
    raise(version) {
      floor = Math.max(floor, version);
    },
    isValid(name, origin, version) {
      if (version < floor) return false;
      if (version >= newest) return true;
      return tagsOf(name, origin).every((tag) => (versions.get(tag) ?? 0) <= version);
    },
  };
}
