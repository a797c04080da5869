import type { Fetch } from './fetch.ts';
import { type FlattenPath, fieldPaths } from './field-paths.ts';
import { fetchesOfStep, type Step } from './steps.ts';

/** Fields that another fetch cannot find without a failed one, on objects around those of the failed one. */
export interface Dependent {
  readonly path: FlattenPath;
  readonly names: readonly string[];
}

/** Function that finds the fields of a plan's other fetches that depend on a fetch, directly or indirectly. */
export type FindDependents = (fetch: Fetch) => readonly Dependent[];

/** Creates the search for a plan. It computes nothing until a fetch has failed. */
export function createFindDependents(step: Step | undefined): FindDependents {
  const known = new Map<Fetch, readonly Dependent[]>();
  return (failed) => {
    const dependents =
      known.get(failed) ?? dependentsAmong(step === undefined ? [] : fetchesOfStep(step), failed);
    known.set(failed, dependents);
    return dependents;
  };
}

function dependentsAmong(fetches: readonly Fetch[], failed: Fetch): readonly Dependent[] {
  const lost = new Set<Fetch>([failed]);
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
