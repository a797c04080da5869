import type { FetchDataRewrite } from '@apollo/query-planner';
import { type FlattenPath, pathKey } from './field-paths.ts';

/** Variable of a fetch whose value comes from an object around the fetch's targets (`@fromContext`). */
export interface ContextVariable {
  readonly name: string;
  /** True if its type is non-null. */
  readonly isRequired: boolean;
  /** Possible sources of the value, the nearest object first. */
  readonly sources: readonly ContextSource[];
}

/** Place where a context's value may be. */
export interface ContextSource {
  /** Number of objects between the target and the object that sets the context; 0 for the target itself. */
  readonly distance: number;
  /** Names in the merged answer, and type conditions such as `... on User`. */
  readonly path: readonly string[];
}

/** Reads a fetch's context variables from the plan's rewrites. A rewrite renames a value to its variable. */
export function readContextVariables(
  rewrites: readonly FetchDataRewrite[],
  requiredVariables: ReadonlySet<string>,
): readonly ContextVariable[] {
  const sources = new Map<string, ContextSource[]>();
  for (const rewrite of rewrites) {
    if (rewrite.kind !== 'KeyRenamer') throw new Error('A context must be read from the answer');
    const distance = rewrite.path.filter((segment) => segment === '..').length;
    const source = { distance, path: rewrite.path.slice(distance) };
    sources.set(rewrite.renameKeyTo, [...(sources.get(rewrite.renameKeyTo) ?? []), source]);
  }
  return [...sources].map(([name, each]) => ({
    name,
    isRequired: requiredVariables.has(name),
    sources: each.toSorted((one, other) => one.distance - other.distance),
  }));
}

/** Returns the possible places of a variable's values as paths from the root, for a fetch of objects at a path. */
export function sourcePaths({ sources }: ContextVariable, path: FlattenPath): readonly string[] {
  const objects = path.filter((segment) => segment !== '@');
  return sources.map((source) => {
    const names = source.path.filter((segment) => !segment.startsWith('... on '));
    return pathKey([...objects.slice(0, objects.length - source.distance), ...names]);
  });
}
