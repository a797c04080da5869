import { answerTooLarge, bytesOf } from '../compile/answer-budget.ts';
import type { Fetch } from '../compile/fetch.ts';
import { isJsonObject, type JsonObject } from '../json-object.ts';
import type { SubgraphAnswer } from '../subgraphs/subgraph.ts';

/** Answer that has the form of a GraphQL response. */
export interface CheckedAnswer {
  readonly data: JsonObject | null;
  readonly errors: readonly JsonObject[];
}

const none: readonly JsonObject[] = [];

/**
 * Returns the checked answer, or a description of the problem for the log. `null` means absent, in `errors` and in
 * `data`.
 */
export function checkAnswer(answer: SubgraphAnswer): CheckedAnswer | string {
  if (!isJsonObject(answer)) return `the answer is ${kindOf(answer)} where an object is required`;
  const data = answer.data ?? null;
  const errors = answer.errors ?? none;
  if (data !== null && !isJsonObject(data))
    return `data is ${kindOf(data)} where an object or null is required`;
  if (!isObjectList(errors)) return 'errors is not a list of objects';
  if (data === null && errors.length === 0) return 'the answer has neither data nor errors';
  return { data, errors };
}

/** Returns true if a fetch found nothing: the answer has no data, or no entities although the fetch requested some. */
export function isWithoutData({ data }: CheckedAnswer, { represent }: Fetch): boolean {
  return data === null || (represent !== undefined && (data._entities ?? null) === null);
}

/**
 * Returns the entities of an answer, one for each representation in the same order (Federation), or a description of
 * the problem.
 */
export function checkEntities(
  answer: CheckedAnswer,
  expected: number,
): readonly (JsonObject | null)[] | string {
  const entities = answer.data?._entities ?? null;
  if (entities === null) {
    return answer.errors.length > 0 ? [] : '_entities is null without an error';
  }
  if (!isEntityList(entities)) return '_entities is not a list of objects and nulls';
  if (entities.length === expected) return entities;
  return `_entities has ${entities.length} elements for ${expected} representations`;
}

function isObjectList(value: unknown): value is readonly JsonObject[] {
  return Array.isArray(value) && value.every(isJsonObject);
}

function isEntityList(value: unknown): value is readonly (JsonObject | null)[] {
  return Array.isArray(value) && value.every((element) => element === null || isJsonObject(element));
}

function kindOf(value: unknown): string {
  if (value === null) return 'null';
  return Array.isArray(value) ? 'a list' : `a ${typeof value}`;
}

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
