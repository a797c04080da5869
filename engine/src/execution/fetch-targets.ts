import { isJsonObject, type JsonObject } from './json-object.ts';
import type { PathSegment } from './response-errors.ts';

/** The plan's path to the objects that a fetch completes: response names, and '@' for each element of a list. */
export type FlattenPath = readonly string[];

/** Appends the objects at a path to `targets`, in the answer's order. What is null or missing is passed over. */
export function collectTargets(
  value: unknown,
  path: FlattenPath,
  start: number,
  targets: JsonObject[],
): void {
  let current = value;
  for (let i = start; i < path.length; i++) {
    const segment = path[i];
    if (segment === '@') {
      if (!Array.isArray(current)) return;
      for (const element of current) collectTargets(element, path, i + 1, targets);
      return;
    }
    if (segment === undefined || !isJsonObject(current)) return;
    current = current[segment];
  }
  if (isJsonObject(current)) targets.push(current);
}

/** The concrete paths of the objects at a path; found only when an error needs them, not with every fetch. */
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
