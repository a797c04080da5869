import type { QueryPlan, QueryPlanSelectionNode } from '@apollo/query-planner';
import { fetchesOf } from '../planning/plan-fetches.ts';

/**
 * Returns the names of all fields that fetches of a plan need for representations and contexts. The planner adds only
 * those and `__typename`. A field with another name is in the plan because the client selected it.
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
