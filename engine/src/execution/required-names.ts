import type { QueryPlan, QueryPlanSelectionNode } from '@apollo/query-planner';
import { fetchesOf } from './plan-fetches.ts';

/**
 * Returns the names of all fields that some fetch of a plan needs for its representations and contexts. The planner adds
 * those and `__typename`, no others: a field by another name is in the plan because the client asked for it.
 */
export function requiredNames(plan: QueryPlan): ReadonlySet<string> {
  const names = new Set<string>();
  const collect = (selections: readonly QueryPlanSelectionNode[]): void => {
    for (const selection of selections) {
      if (selection.kind === 'Field') names.add(selection.alias ?? selection.name);
      collect(selection.selections ?? []);
    }
  };
  for (const fetch of fetchesOf(plan.node)) {
    collect(fetch.requires ?? []);
    for (const { path } of fetch.contextRewrites ?? []) for (const segment of path) names.add(segment);
  }
  return names;
}
