import type { GraphQLFormattedError } from 'graphql';
import type { Answer } from '../kit/start-server.ts';

/** A difference between the engine's answer and another answer to the same operation. */
export type Difference =
  | { readonly kind: 'data'; readonly path: Path; readonly ours: unknown; readonly other: unknown }
  | { readonly kind: 'error of ours'; readonly error: GraphQLFormattedError }
  | { readonly kind: 'error of other'; readonly error: GraphQLFormattedError };

/** A response path. Stock's paths may contain "@" and "_entities". */
export type Path = readonly (string | number)[];

/** Compares what clients rely on: the data, and the path, code and message of each error. */
export function compareAnswers(ours: Answer, stock: Answer): readonly Difference[] {
  return [...compareValues(ours.data, stock.data, false), ...compareErrors(ours, stock)];
}

/**
 * Compares with the answer of one schema over the same data: the same data in the same order, and an error
 * for each null that an error caused. Errors below such a null are optional on both sides.
 */
export function compareWithTruth(ours: Answer, truth: Answer): readonly Difference[] {
  return [
    ...compareValues(ours.data, truth.data, true),
    ...missingErrors(ours, truth).map((error) => ({ kind: 'error of other', error }) as const),
  ];
}

/** Returns the errors of another answer that ours lacks, except those below a null. */
export function missingErrors(ours: Answer, other: Answer): readonly GraphQLFormattedError[] {
  const told = new Set((ours.errors ?? []).map(({ message, path }) => JSON.stringify([message, path])));
  return (other.errors ?? []).filter(
    ({ message, path = [] }) => isAlive(other.data, path) && !told.has(JSON.stringify([message, path])),
  );
}

/** Returns whether the parent of a path is in the data. */
function isAlive(data: unknown, path: Path): boolean {
  let value = data;
  for (const segment of path.slice(0, -1)) {
    value = Array.isArray(value) ? value[Number(segment)] : isObject(value) ? value[segment] : undefined;
  }
  return isObject(value) || Array.isArray(value);
}

/** Returns the errors that only one of two answers has. */
function compareErrors(ours: Answer, other: Answer): readonly Difference[] {
  const [oursErrors, otherErrors] = [ours.errors ?? [], other.errors ?? []];
  const [inOurs, inOther] = [oursErrors, otherErrors].map((errors) => new Set(errors.map(describeError)));
  return [
    ...oursErrors
      .filter((error) => !inOther?.has(describeError(error)))
      .map((error) => ({ kind: 'error of ours', error }) as const),
    ...otherErrors
      .filter((error) => !inOurs?.has(describeError(error)))
      .map((error) => ({ kind: 'error of other', error }) as const),
  ];
}

/**
 * Returns the deepest places where two values differ. The order of an object's keys counts if `isOrdered`.
 */
export function compareValues(
  ours: unknown,
  other: unknown,
  isOrdered: boolean,
  path: Path = [],
): readonly Difference[] {
  if (Array.isArray(ours) && Array.isArray(other) && ours.length === other.length) {
    return ours.flatMap((item, index) => compareValues(item, other[index], isOrdered, [...path, index]));
  }
  if (isObject(ours) && isObject(other) && keysOf(ours, isOrdered) === keysOf(other, isOrdered)) {
    return Object.keys(ours).flatMap((key) =>
      compareValues(ours[key], other[key], isOrdered, [...path, key]),
    );
  }
  return ours === other ? [] : [{ kind: 'data', path, ours, other }];
}

function keysOf(value: Readonly<Record<string, unknown>>, isOrdered: boolean): string {
  const keys = Object.keys(value);
  return (isOrdered ? keys : keys.toSorted()).join();
}

function describeError({ path, message, extensions }: GraphQLFormattedError): string {
  return JSON.stringify([path, extensions?.code, message]);
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
