import type { Represent } from '../compile/representations.ts';
import type { SoleKey } from '../compile/sole-key.ts';
import type { JsonObject } from '../json-object.ts';

/** Distinct representations of a fetch. */
export interface DistinctRepresentations {
  /** JSON texts of the distinct representations. */
  readonly texts: readonly string[];
  /** Index of the representation for each object, or -1 if the object cannot be represented. */
  readonly slots: readonly number[];
  /** True if an object of the fetch lacks a required field. */
  readonly hasInsufficient: boolean;
}

/**
 * Finds the distinct representations of objects. If a sole key identifies them, compares the key's values before
 * making any text. Compared with making the text of every object, this saved a tenth of the engine's time for 100
 * orders of as many customers. It saved a fifth for a query with repeated entities.
 */
export function findDistinct(represent: Represent, objects: readonly JsonObject[]): DistinctRepresentations {
  const texts: string[] = [];
  const byText = new Map<string, number>();
  const bySoleKey = new Map<string, Map<unknown, number>>();
  let last: SoleKey | undefined;
  let byValue = new Map<unknown, number>();
  let hasInsufficient = false;
  const slots = objects.map((object) => {
    const type = represent(object);
    const { soleKey } = type;
    const value = soleKey && object[soleKey.from];
    // A Map distinguishes only strings and numbers as JSON does.
    if (soleKey === undefined || (typeof value !== 'string' && typeof value !== 'number')) {
      const text = type.toText(object);
      if (text === undefined && type.isWanted) hasInsufficient = true;
      return text === undefined ? -1 : slotOf(byText, text, texts, text);
    }
    if (soleKey !== last) {
      last = soleKey;
      byValue = mapOf(bySoleKey, soleKey.start);
    }
    return (
      byValue.get(value) ?? slotOf(byValue, value, texts, soleKey.start + JSON.stringify(value) + soleKey.end)
    );
  });
  return { texts, slots, hasInsufficient };
}

function slotOf<Key>(slots: Map<Key, number>, key: Key, texts: string[], text: string): number {
  const known = slots.get(key);
  if (known !== undefined) return known;
  slots.set(key, texts.length);
  return texts.push(text) - 1;
}

/** Returns the map for a start of text, because two types can have the same representation. */
function mapOf(maps: Map<string, Map<unknown, number>>, start: string): Map<unknown, number> {
  const known = maps.get(start) ?? new Map<unknown, number>();
  maps.set(start, known);
  return known;
}
