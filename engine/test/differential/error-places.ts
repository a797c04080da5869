import type { GraphQLFormattedError } from 'graphql';
import type { Path } from './compare-answers.ts';

/** Returns whether two errors are equal except for list indexes. */
export function differByIndex(ours: GraphQLFormattedError, stock: GraphQLFormattedError): boolean {
  return sayTheSame(ours, stock) && withoutIndexes(ours.path ?? []) === withoutIndexes(stock.path ?? []);
}

/** Returns whether stock's error has an invalid path, and the engine's has the valid part of it. */
export function isMadeConcrete(ours: GraphQLFormattedError, stock: GraphQLFormattedError): boolean {
  const path = stock.path ?? [];
  if (path.length > 0 && isConcrete(path)) return false;
  return sayTheSame(ours, stock) && (path.length === 0 || isWithin(path, ours.path ?? []));
}

/**
 * Returns whether stock's error covers a whole `_entities`, and the engine's is at a field of one of its
 * objects.
 */
export function isAtLostField(ours: GraphQLFormattedError, stock: GraphQLFormattedError): boolean {
  const path = stock.path ?? [];
  if (path.at(-1) !== '_entities') return false;
  return sayTheSame(ours, stock) && isWithin(ours.path ?? [], path.slice(0, -1));
}

/** Returns whether `path` is `outer` or below it. "@" matches any list index. */
function isWithin(path: Path, outer: Path): boolean {
  return outer.every((segment, index) => {
    const own = path[index];
    return own === segment || (isElement(segment) && isElement(own));
  });
}

function isElement(segment: string | number | undefined): boolean {
  return segment === '@' || typeof segment === 'number';
}

/** Returns whether a path exists in the client's answer. */
export function isConcrete(path: Path): boolean {
  return !path.includes('@') && !path.includes('_entities');
}

/**
 * Returns the state of an answer at a path: not requested, null at the path or above it, an empty object, or
 * a value.
 */
export function lookAt(data: unknown, path: Path): 'not asked' | 'null' | 'empty' | 'value' {
  let value = data;
  for (const segment of path) {
    if (value === null) return 'null';
    if (typeof value !== 'object' || value === undefined || !Object.hasOwn(value, segment))
      return 'not asked';
    value = Reflect.get(value, segment);
  }
  if (value === null) return 'null';
  return typeof value === 'object' && Object.keys(value ?? {}).length === 0 ? 'empty' : 'value';
}

function sayTheSame(one: GraphQLFormattedError, other: GraphQLFormattedError): boolean {
  return one.message === other.message && one.extensions?.code === other.extensions?.code;
}

function withoutIndexes(path: Path): string {
  return path.map((segment) => (typeof segment === 'number' ? '@' : segment)).join('.');
}
