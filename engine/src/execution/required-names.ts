import type { FetchNode, PlanNode, QueryPlan, QueryPlanSelectionNode } from '@apollo/query-planner';

/**
 * The names of all fields that some fetch of a plan needs for its representations. The planner adds those and
 * `__typename`, no others: a field by another name is in the plan because the client asked for it.
 */
export function requiredNames(plan: QueryPlan): ReadonlySet<string> {
  const names = new Set<string>();
  const collect = (selections: readonly QueryPlanSelectionNode[]): void => {
    for (const selection of selections) {
      if (selection.kind === 'Field') names.add(selection.alias ?? selection.name);
      collect(selection.selections ?? []);
    }
  };
  for (const fetch of fetchesOf(plan.node)) collect(fetch.requires ?? []);
  return names;
}

function fetchesOf(node: QueryPlan['node']): readonly FetchNode[] {
  switch (node?.kind) {
    case 'Fetch':
      return [node];
    case 'Flatten':
      return fetchesOf(node.node);
    case 'Sequence':
    case 'Parallel':
      return node.nodes.flatMap((inner: PlanNode) => fetchesOf(inner));
    case 'Condition':
      return [...fetchesOf(node.ifClause), ...fetchesOf(node.elseClause)];
    default:
      return [];
  }
}
