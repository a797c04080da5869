import type { QueryPlan } from '@apollo/query-planner';
import { fetchesOf } from './plan-fetches.ts';

/**
 * Returns true if a subgraph can read all operations of a plan. For a fragment that cannot match, the planner uses a
 * variable without declaring it.
 */
export function isSound(plan: QueryPlan): boolean {
  return fetchesOf(plan.node).every(({ operation }) => declaresItsVariables(operation));
}

function declaresItsVariables(operation: string): boolean {
  const declared = new Set<string>();
  for (const [, name = ''] of operation.matchAll(/\$(\w+)\s*:/g)) declared.add(name);
  for (const [, name = ''] of operation.matchAll(/\$(\w+)/g)) if (!declared.has(name)) return false;
  return true;
}
