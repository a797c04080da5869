import type { FetchNode, PlanNode, QueryPlan } from '@apollo/query-planner';

/** Returns all fetches of a plan, in its order. */
export function fetchesOf(node: QueryPlan['node']): readonly FetchNode[] {
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

/**
 * Returns the plan with each fetch replaced. Subscriptions and deferred parts, which are not executed, stay
 * unchanged.
 */
export function mapFetches(plan: QueryPlan, map: (fetch: FetchNode) => FetchNode): QueryPlan {
  const { node } = plan;
  if (node === undefined || node.kind === 'Subscription') return plan;
  return { ...plan, node: mapNode(node, map) };
}

function mapNode(node: PlanNode, map: (fetch: FetchNode) => FetchNode): PlanNode {
  const mapInner = (inner: PlanNode): PlanNode => mapNode(inner, map);
  switch (node.kind) {
    case 'Fetch':
      return map(node);
    case 'Flatten':
      return { ...node, node: mapInner(node.node) };
    case 'Sequence':
    case 'Parallel':
      return { ...node, nodes: node.nodes.map(mapInner) };
    case 'Condition':
      return {
        ...node,
        ...(node.ifClause && { ifClause: mapInner(node.ifClause) }),
        ...(node.elseClause && { elseClause: mapInner(node.elseClause) }),
      };
    default:
      return node;
  }
}
