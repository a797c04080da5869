import type { JsonObject } from './json-object.ts';
import type { Represent } from './representations.ts';
import type { SoleKey } from './sole-key.ts';

/** What a fetch asks about: each distinct representation once. */
export interface DistinctRepresentations {
  /** The JSON texts of the distinct representations. */
  readonly texts: readonly string[];
  /** Which representation stands for each object; -1 for one that cannot be asked about. */
  readonly slots: readonly number[];
  /** Whether an object that the fetch is about lacks something that it requires. */
  readonly hasInsufficient: boolean;
}

/**
 * Finds the distinct representations of the objects. Where a sole key tells them apart, equal ones are found by the
 * key's value, before any text is made: the engine's own time is a tenth less for 100 orders of as many customers, and
 * a fifth less for a query whose entities repeat, than with the text of every object made and compared.
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
    // Text and numbers alone are told apart by a Map as they are by JSON.
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

/** By the text before the value, since two types can be represented as one. */
function mapOf(maps: Map<string, Map<unknown, number>>, start: string): Map<unknown, number> {
  const known = maps.get(start) ?? new Map<unknown, number>();
  maps.set(start, known);
  return known;
}
