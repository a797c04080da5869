import type { FlattenPath } from '../compile/field-paths.ts';
import { isJsonObject, type JsonObject } from '../json-object.ts';
import type { PathSegment } from './response-errors.ts';

/**
 * Returns the objects at a path, in the answer's order. Skips null and missing values. Entities are shared by all
 * their places, so a few objects may have very many places. Beyond {@link manyTargets} values each object is returned
 * once.
 */
export function collectTargets(data: JsonObject, path: FlattenPath): readonly JsonObject[] {
  let values: unknown[] = [data];
  for (const segment of path) {
    const next: unknown[] = [];
    for (const value of values) {
      if (segment !== '@') {
        if (isJsonObject(value)) next.push(value[segment]);
      } else if (Array.isArray(value)) {
        for (const element of value) next.push(element);
      }
    }
    values = next.length > manyTargets ? [...new Set(next)] : next;
  }
  return values.filter(isJsonObject);
}

/** Below this number a set costs more than it saves. */
const manyTargets = 1_000;

/** Returns the concrete paths of the objects at a path. Only called for errors, not for every fetch. */
export function locateTargets(
  data: JsonObject,
  path: FlattenPath,
): ReadonlyMap<JsonObject, readonly PathSegment[][]> {
  const places = new Map<JsonObject, PathSegment[][]>();
  const locate = (value: unknown, index: number, place: PathSegment[]): void => {
    const segment = path[index];
    if (segment === '@') {
      if (Array.isArray(value)) {
        for (const [i, element] of value.entries()) locate(element, index + 1, [...place, i]);
      }
    } else if (isJsonObject(value) && segment !== undefined) {
      locate(value[segment], index + 1, [...place, segment]);
    } else if (isJsonObject(value)) {
      const known = places.get(value);
      if (known) known.push(place);
      else places.set(value, [place]);
    }
  };
  locate(data, 0, []);
  return places;
}
