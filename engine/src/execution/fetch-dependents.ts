import type { Fetch } from './fetch.ts';
import type { FlattenPath } from './fetch-targets.ts';
import { fieldPaths } from './field-paths.ts';
import type { ErrorOrigin } from './response-errors.ts';
import { fetchesOfStep, type Step } from './steps.ts';

/** Fields that another fetch cannot find without a failed one, on the objects around the failed one's. */
export interface Dependent {
  readonly path: FlattenPath;
  readonly names: readonly string[];
}

/** Finds the fields of the other fetches of a plan that need what a fetch finds, directly or through others. */
export type FindDependents = (fetch: ErrorOrigin) => readonly Dependent[];

/** Creates the search for a plan. It does nothing until a fetch has failed. */
export function createFindDependents(step: Step | undefined): FindDependents {
  const known = new Map<ErrorOrigin, readonly Dependent[]>();
  return (failed) => {
    const dependents =
      known.get(failed) ?? dependentsAmong(step === undefined ? [] : fetchesOfStep(step), failed);
    known.set(failed, dependents);
    return dependents;
  };
}

function dependentsAmong(fetches: readonly Fetch[], failed: ErrorOrigin): readonly Dependent[] {
  const lost = new Set<ErrorOrigin>([failed]);
  for (const fetch of lost) {
    const found = fieldPaths(fetch);
    for (const other of fetches) if (needs(other, found)) lost.add(other);
  }
  lost.delete(failed);
  return [...lost]
    .filter(({ path }) => path.every((segment, i) => failed.path[i] === segment))
    .map(({ path, rootFields }) => ({ path, names: rootFields }));
}

function needs({ requires }: Fetch, found: readonly string[]): boolean {
  return found.some((field) => requires.has(field));
}
