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
    case 'Subscription':
      return [node.primary, ...fetchesOf(node.rest)];
    case 'Defer':
      return [node.primary, ...node.deferred].flatMap((part) => fetchesOf(part.node));
    default:
      return [];
  }
}

/** Returns the plan with each fetch replaced. */
export function mapFetches(plan: QueryPlan, map: (fetch: FetchNode) => FetchNode): QueryPlan {
  const { node } = plan;
  if (node === undefined) return plan;
  if (node.kind !== 'Subscription') return { ...plan, node: mapNode(node, map) };
  const rest = node.rest && mapNode(node.rest, map);
  return { ...plan, node: { ...node, primary: map(node.primary), ...(rest && { rest }) } };
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
    case 'Defer': {
      const mapPart = <Part extends { node?: PlanNode }>(part: Part): Part =>
        part.node === undefined ? part : { ...part, node: mapInner(part.node) };
      return { ...node, primary: mapPart(node.primary), deferred: node.deferred.map(mapPart) };
    }
    default:
      return node satisfies never;
  }
}
