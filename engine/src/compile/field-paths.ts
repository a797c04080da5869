import type { QueryPlanSelectionNode } from '@apollo/query-planner';

/** Path in the plan to the objects that a fetch completes: response names, and '@' for each element of a list. */
export type FlattenPath = readonly string[];

/**
 * Returns the fields that a fetch requires of its objects, without `__typename`, as paths from the root without
 * lists.
 */
export function requiredPaths(
  requires: readonly QueryPlanSelectionNode[],
  path: FlattenPath,
): ReadonlySet<string> {
  const paths = new Set<string>();
  const collect = (selections: readonly QueryPlanSelectionNode[], parent: string): void => {
    for (const selection of selections) {
      if (selection.kind === 'InlineFragment') collect(selection.selections, parent);
      else if (selection.name !== '__typename') {
        const own = `${parent}${selection.alias ?? selection.name}.`;
        paths.add(own);
        collect(selection.selections ?? [], own);
      }
    }
  };
  collect(requires, pathKey(path));
  return paths;
}

/** Returns the fields that a fetch finds on its objects, without `__typename`, as paths from the root without lists. */
export function fieldPaths({
  path,
  rootFields,
}: {
  readonly path: FlattenPath;
  readonly rootFields: readonly string[];
}): readonly string[] {
  const parent = pathKey(path);
  return rootFields.filter((name) => name !== '__typename').map((name) => `${parent}${name}.`);
}

/** Returns true if a path is one of the fields or is inside one. */
export function isIn(path: string, fields: readonly string[]): boolean {
  return fields.some((field) => path.startsWith(field));
}

/**
 * Returns a path as text, without lists. It ends with a dot, so that its descendants are the paths that start with
 * it.
 */
export function pathKey(path: FlattenPath): string {
  return path
    .filter((segment) => segment !== '@')
    .map((segment) => `${segment}.`)
    .join('');
}
