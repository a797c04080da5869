import { answerTooLarge, bytesOf } from './answer-budget.ts';
import type { Fetch } from './fetch.ts';
import type { JsonObject } from './json-object.ts';

/**
 * Throws {@link answerTooLarge} if entities are larger than an answer may be once each is at all of its places. An entity is
 * fetched once, and a thousand places of it take a thousand times its fields; where each place gets a copy, a few places
 * of a large one are enough.
 */
export function checkPlaces(
  entities: readonly (JsonObject | null)[],
  slots: readonly number[],
  { copiesObjects }: Pick<Fetch, 'copiesObjects'>,
  maxBytes: number,
): void {
  // Entities at as many places as there are cannot be more than the subgraph has sent.
  const areFew = slots.length < manyPlaces || slots.length < 2 * entities.length;
  if (copiesObjects ? slots.length <= entities.length : areFew) return;
  const sizes = entities.map((entity) => (entity === null ? 0 : bytesOfPlace(entity)));
  let bytes = 0;
  for (const slot of slots) bytes += sizes[slot] ?? 0;
  if (bytes > maxBytes) throw answerTooLarge;
}

const manyPlaces = 1_000;

/** Memory of an entity at one more place, or its text if that is more: a field takes some 32 bytes. */
function bytesOfPlace(entity: JsonObject): number {
  return Math.max(bytesOf(entity), 32 * Object.keys(entity).length);
}
