import type { GraphQLFormattedError } from 'graphql';
import type { Answer } from './start-server.ts';

/** One thing in which two answers to the same operation differ. */
export type Difference =
  | { readonly kind: 'data'; readonly path: Path; readonly ours: unknown; readonly stock: unknown }
  | { readonly kind: 'error of ours'; readonly error: GraphQLFormattedError }
  | { readonly kind: 'error of stock'; readonly error: GraphQLFormattedError };

/** A response path; stock's may hold "@" and "_entities". */
export type Path = readonly (string | number)[];

/** Compares what clients can rely on: the data, and each error's path with its code and message. */
export function compareAnswers(ours: Answer, stock: Answer): readonly Difference[] {
  const [oursErrors, stockErrors] = [ours.errors ?? [], stock.errors ?? []];
  const [inOurs, inStock] = [oursErrors, stockErrors].map((errors) => new Set(errors.map(describeError)));
  return [
    ...compareValues(ours.data, stock.data, []),
    ...oursErrors
      .filter((error) => !inStock?.has(describeError(error)))
      .map((error) => ({ kind: 'error of ours', error }) as const),
    ...stockErrors
      .filter((error) => !inOurs?.has(describeError(error)))
      .map((error) => ({ kind: 'error of stock', error }) as const),
  ];
}

/** The deepest places where two values differ; the order of an object's keys counts. */
export function compareValues(ours: unknown, stock: unknown, path: Path): readonly Difference[] {
  if (Array.isArray(ours) && Array.isArray(stock) && ours.length === stock.length) {
    return ours.flatMap((item, index) => compareValues(item, stock[index], [...path, index]));
  }
  if (isObject(ours) && isObject(stock)) {
    const keys = Object.keys(ours);
    if (keys.join() === Object.keys(stock).join()) {
      return keys.flatMap((key) => compareValues(ours[key], stock[key], [...path, key]));
    }
  }
  return ours === stock ? [] : [{ kind: 'data', path, ours, stock }];
}

function describeError({ path, message, extensions }: GraphQLFormattedError): string {
  return JSON.stringify([path, extensions?.code, message]);
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
