import type { QueryPlanSelectionNode } from '@apollo/query-planner';
import type { FlattenPath } from './fetch-targets.ts';
import type { ErrorOrigin } from './response-errors.ts';

/** Lists the fields that a fetch requires of its objects as paths from the root, without lists; not their types' names. */
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

/** Lists the fields that a fetch finds on its objects as paths from the root, without lists; not their types' names. */
export function fieldPaths({ path, rootFields }: ErrorOrigin): readonly string[] {
  const parent = pathKey(path);
  return rootFields.filter((name) => name !== '__typename').map((name) => `${parent}${name}.`);
}

/** Whether a path is one of the fields or inside one. */
export function isIn(path: string, fields: readonly string[]): boolean {
  return fields.some((field) => path.startsWith(field));
}

/** Returns a path as text, without lists and with an end, so that the paths that begin with it are those inside it. */
export function pathKey(path: FlattenPath): string {
  return path
    .filter((segment) => segment !== '@')
    .map((segment) => `${segment}.`)
    .join('');
}
