import type { GraphQLFormattedError } from 'graphql';
import type { Path } from './compare-answers.ts';

/** Whether two errors are the same but for the elements of lists that they name. */
export function differByIndex(ours: GraphQLFormattedError, stock: GraphQLFormattedError): boolean {
  return sayTheSame(ours, stock) && withoutIndexes(ours.path ?? []) === withoutIndexes(stock.path ?? []);
}

/** Whether stock's error is at no place that a client can follow, and the engine's is at the certain part of it. */
export function isMadeConcrete(ours: GraphQLFormattedError, stock: GraphQLFormattedError): boolean {
  const path = stock.path ?? [];
  if (path.length > 0 && isConcrete(path)) return false;
  return sayTheSame(ours, stock) && (path.length === 0 || isWithin(path, ours.path ?? []));
}

/** Whether `path` is `outer` or something in it, "@" being any element of a list. */
function isWithin(path: Path, outer: Path): boolean {
  return outer.every((segment, index) => {
    const own = path[index];
    return own === segment || (typeof segment === 'number' && (own === '@' || typeof own === 'number'));
  });
}

/** Whether a path is one of the client's answer. */
export function isConcrete(path: Path): boolean {
  return !path.includes('@') && !path.includes('_entities');
}

/** What an answer has at a place: nothing was asked there, a null there or around it, an empty object, or a value. */
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
