import { answerTooLarge, bytesOf } from '../compile/answer-budget.ts';
import type { Fetch } from '../compile/fetch.ts';
import type { JsonObject } from '../json-object.ts';

/**
 * Throws {@link answerTooLarge} if the entities at all their places exceed the size of an answer. An entity is
 * fetched once, but a thousand places take a thousand times its fields. If each place gets a copy, a few places of a
 * large entity are enough.
 */
export function checkPlaces(
  entities: readonly (JsonObject | null)[],
  slots: readonly number[],
  { copiesObjects }: Pick<Fetch, 'copiesObjects'>,
  maxBytes: number,
): void {
  // If there are not more places than entities, the places are not larger than the subgraph's answer.
  const areFew = slots.length < manyPlaces || slots.length < 2 * entities.length;
  if (copiesObjects ? slots.length <= entities.length : areFew) return;
  const sizes = entities.map((entity) => (entity === null ? 0 : bytesOfPlace(entity)));
  let bytes = 0;
  for (const slot of slots) bytes += sizes[slot] ?? 0;
  if (bytes > maxBytes) throw answerTooLarge;
}

const manyPlaces = 1_000;

/**
 * Returns the memory of an entity at one more place, or the length of its text if that is greater. A field takes
 * about 32 bytes.
 */
function bytesOfPlace(entity: JsonObject): number {
  return Math.max(bytesOf(entity), 32 * Object.keys(entity).length);
}
