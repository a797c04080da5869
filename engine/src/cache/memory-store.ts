import type { JsonObject } from '../json-object.ts';
import { bytesOfJson } from './bytes-of-json.ts';
import { type CacheEntry, type CacheStore, type FoundEntries, lastUseOf } from './cache-store.ts';
import { createInvalidations } from './invalidations.ts';

/** Store in the memory of this process. */
export interface MemoryStore extends CacheStore {
  find(question: Parameters<CacheStore['find']>[0]): FoundEntries;
  /** Memory that the values retain, in bytes. */
  readonly bytes: number;
}

/** Entry with the version of the store at which it was last known to be valid. */
interface KeptEntry extends CacheEntry {
  version: number;
}

type Group = Map<string, KeptEntry>;

/** Overhead of a group and of an entry in bytes. */
const [groupBytes, entryBytes] = [400, 300];

/**
 * Creates a store bounded by the memory that it retains. Values that are stored or used move to the young generation. When that
 * has half of the memory, it becomes the old one, whose values are dropped. Unlike a list in the order of use, this costs
 * nothing for values that are not found.
 */
export function createMemoryStore(maxBytes: number, now: () => number): MemoryStore {
  let version = 0;
  const invalidations = createInvalidations();
  let [young, old] = [new Generation(), new Generation()];
  const isValid = (name: string, entry: KeptEntry): boolean => {
    if (!invalidations.isValid(name, entry.origin, entry.version)) return false;
    entry.version = version;
    return true;
  };
  const keep = (key: string, name: string, entry: KeptEntry): void => {
    young.remove(key, name);
    old.remove(key, name);
    const bytes = bytesOf(name, entry.value);
    if (bytes > maxBytes / 16) return;
    if (young.bytes + bytes > maxBytes / 2) [young, old] = [new Generation(), young];
    young.add(key, name, entry);
  };
  const read = ({ generation, key, group }: Place, name: string, at: number): KeptEntry | undefined => {
    const entry = group.get(name);
    if (entry === undefined) return undefined;
    const isUsable = isValid(name, entry) && at < lastUseOf(entry.origin);
    if (!isUsable) generation.remove(key, name);
    else if (generation !== young) keep(key, name, entry);
    return isUsable ? entry : undefined;
  };
  return {
    find({ everyone, viewer, names }) {
      const at = now();
      const places = [everyone, viewer].flatMap((key) => [...young.find(key), ...old.find(key)]);
      const find = (name: string): KeptEntry | undefined => {
        for (const place of places) {
          const entry = read(place, name, at);
          if (entry !== undefined) return entry;
        }
        return undefined;
      };
      return { version, entries: names.map(find) };
    },
    put(since, { group, origin, names, values }) {
      names.forEach((name, index) => {
        const value = values[index];
        if (value === undefined) return;
        const entry = { value, origin, version: since };
        if (isValid(name, entry)) keep(group, name, entry);
      });
    },
    invalidate(tags) {
      version += 1;
      invalidations.add(tags, version);
    },
    clear() {
      version += 1;
      invalidations.raise(version);
      [young, old] = [new Generation(), new Generation()];
    },
    get bytes() {
      return young.bytes + old.bytes;
    },
  };
}

/** Group of a generation, where a value may be. */
interface Place {
  readonly generation: Generation;
  readonly key: string;
  readonly group: Group;
}

/** Values that were used in one period, by group and name. */
class Generation {
  readonly #groups = new Map<string, Group>();
  bytes = 0;

  find(key: string): readonly Place[] {
    const group = this.#groups.get(key);
    return group === undefined ? [] : [{ generation: this, key, group }];
  }

  add(key: string, name: string, entry: KeptEntry): void {
    let group = this.#groups.get(key);
    if (group === undefined) {
      group = new Map();
      this.#groups.set(key, group);
      this.bytes += groupBytes;
    }
    group.set(name, entry);
    this.bytes += bytesOf(name, entry.value);
  }

  remove(key: string, name: string): void {
    const group = this.#groups.get(key);
    const entry = group?.get(name);
    if (entry === undefined) return;
    this.bytes -= bytesOf(name, entry.value);
    group?.delete(name);
  }
}

/** Returns the memory that an entry retains, rather too much than too little: a character takes one or two bytes. */
function bytesOf(name: string, value: JsonObject): number {
  return entryBytes + 2 * name.length + bytesOfJson(value);
}
