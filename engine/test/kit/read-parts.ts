import type { IncrementalAnswer, OperationResult, SubsequentResult } from '../../src/index.ts';
import type { Answer } from './start-server.ts';

/** Answer in parts as a test reads it: each part by its label, or by its path if it has none. */
export interface ReadParts {
  readonly first: unknown;
  /** Labels or paths of the fragments in each later result, in order of arrival. */
  readonly order: readonly (readonly string[])[];
  readonly results: readonly SubsequentResult[];
  /** Data and errors after merging all parts. A failed part adds its errors only. */
  readonly merged: Required<Pick<Answer, 'data' | 'errors'>>;
  /** Names of the fragments that failed as a whole. */
  readonly failed: readonly string[];
}

/** Returns the answer in parts. Throws for any other result. */
export function inParts(result: OperationResult): IncrementalAnswer {
  if (result.kind !== 'incremental')
    throw new Error(`An answer in parts was expected, got ${JSON.stringify(result)}`);
  return result;
}

/**
 * Reads an answer in parts to its end, as JSON. Throws if a field is delivered twice, or on a missing object.
 */
export async function readParts(result: OperationResult): Promise<ReadParts> {
  const { initialResult, subsequentResults } = inParts(result);
  const results = await collect(subsequentResults);
  const { data, errors = [] } = initialResult;
  const merged = asJson(data);
  const told = [...errors];
  for (const { incremental, completed } of results) {
    for (const { part, subPath, data: fields, errors: own } of incremental) {
      addFields(merged, [...part.path, ...subPath], asJson(fields));
      told.push(...own);
    }
    for (const { errors: own } of completed) told.push(...own);
  }
  const completed = results.flatMap((each) => each.completed);
  return {
    first: asJson({ data, ...(errors.length > 0 && { errors }) }),
    order: results.map((each) => each.completed.map(({ part }) => nameOf(part))),
    results,
    merged: { data: merged, errors: asJson(told.map((error) => error.toJSON())) },
    failed: completed.filter((each) => each.errors.length > 0).map(({ part }) => nameOf(part)),
  };
}

/** Returns all results of an iterable. */
export async function collect<Result>(results: AsyncIterable<Result>): Promise<readonly Result[]> {
  const all: Result[] = [];
  for await (const result of results) all.push(result);
  return all;
}

function nameOf({ label, path }: { readonly label: string | undefined; readonly path: readonly unknown[] }) {
  return label ?? path.join('.');
}

function addFields(data: unknown, path: readonly (string | number)[], fields: Record<string, unknown>): void {
  let place = data;
  for (const segment of path) place = isObject(place) ? place[segment] : undefined;
  if (!isObject(place)) throw new Error(`Fields came for a missing object: ${path.join('.')}`);
  for (const [name, value] of Object.entries(fields)) {
    if (Object.hasOwn(place, name)) throw new Error(`A field came twice: ${[...path, name].join('.')}`);
    place[name] = value;
  }
}

function isObject(value: unknown): value is Record<string | number, unknown> {
  return typeof value === 'object' && value !== null;
}

function asJson<Value>(value: Value): Value {
  return JSON.parse(JSON.stringify(value));
}
