import type { FetchNode, PlanNode, QueryPlan, SubscriptionNode } from '@apollo/query-planner';
import { isCompositeType, Kind, parse, type SelectionSetNode } from 'graphql';
import { evaluate, type Figure, product, sum, type Variables } from './cost-expression.ts';
import { type CostSource, createPlaceCounts } from './cost-source.ts';
import { costOfObject } from './selection-cost.ts';

/** Estimated cost of an operation. */
export interface OperationCost {
  /** Sum of the costs of all fetches. */
  readonly total: number;
  /** Cost for each subgraph, over all its fetches. */
  readonly bySubgraph: ReadonlyMap<string, number>;
}

/**
 * Function that estimates an operation for its variables, defaults included. It is compiled from the plan once, so
 * only arithmetic is left. Throws SlicingError if the request does not give the slicing argument that `@listSize`
 * requires.
 */
export type EstimateCost = (variables: Variables) => OperationCost;

/** Cost of each fetch of a mutation, in addition to its fields. */
const mutationWeight = 10;

/**
 * Creates the estimate of a plan, by the rules of Apollo's router ("demand control"). A fetch costs the sum of its
 * fields. An entity fetch costs this for each estimated entity at its place.
 */
export function createEstimateCost(plan: QueryPlan, source: Omit<CostSource, 'counts'>): EstimateCost {
  const figures = new Map<string, Figure>();
  const counts = createPlaceCounts();
  if (plan.node) addNode({ ...source, counts }, plan.node, [], 1, figures);
  const all = [...figures];
  const estimate: EstimateCost = (variables) => {
    counts.clear();
    const bySubgraph = new Map(all.map(([name, figure]) => [name, evaluate(figure, variables)]));
    return { total: [...bySubgraph.values()].reduce((total, each) => total + each, 0), bySubgraph };
  };
  if (all.some(([, figure]) => typeof figure !== 'number')) return estimate;
  const constant = estimate({});
  return () => constant;
}

/** Adds the cost of a node to its subgraphs' figures. `asked` is 1 if the node is executed, otherwise 0. */
function addNode(
  source: CostSource,
  node: PlanNode | SubscriptionNode,
  path: readonly string[],
  asked: Figure,
  figures: Map<string, Figure>,
): void {
  const add = (inner: PlanNode | undefined, condition: Figure = asked): void => {
    if (inner) addNode(source, inner, path, condition, figures);
  };
  switch (node.kind) {
    case 'Fetch': {
      const cost = product(asked, costOfFetch(source, node, path));
      figures.set(node.serviceName, sum([figures.get(node.serviceName) ?? 0, cost]));
      return;
    }
    case 'Sequence':
    case 'Parallel':
      for (const inner of node.nodes) add(inner);
      return;
    case 'Flatten':
      addNode(source, node.node, [...path, ...node.path.map(String)], asked, figures);
      return;
    case 'Condition': {
      const name = source.clientName(node.condition);
      add(
        node.ifClause,
        product(asked, (variables) => (variables[name] === true ? 1 : 0)),
      );
      add(
        node.elseClause,
        product(asked, (variables) => (variables[name] === true ? 0 : 1)),
      );
      return;
    }
    case 'Subscription':
      add(node.primary);
      add(node.rest);
      return;
    case 'Defer':
      add(node.primary.node);
      for (const deferred of node.deferred) add(deferred.node);
      return;
    default:
      node satisfies never;
  }
}

function costOfFetch(source: CostSource, node: FetchNode, flattened: readonly string[]): Figure {
  const [operation] = parse(node.operation, { noLocation: true }).definitions;
  if (operation?.kind !== Kind.OPERATION_DEFINITION) throw new Error('A fetch must be one operation');
  const base = operation.operation === 'mutation' ? mutationWeight : 0;
  const path = flattened.filter((segment) => segment !== '@');
  const type = source.schema.getRootType(operation.operation);
  if (node.requires === undefined && type) {
    const place = { type, path, count: 1, sized: new Map() };
    return sum([base, costOfObject(source, operation.selectionSet, place)]);
  }
  const lists = flattened.length - path.length;
  const count = source.counts.at(path) ?? source.defaultListSize ** lists;
  return product(count, sum([1, costOfEntity(source, operation.selectionSet, path, count)]));
}

/** Returns the cost of the selections below `_entities` for one entity. */
function costOfEntity(
  source: CostSource,
  set: SelectionSetNode,
  path: readonly string[],
  count: Figure,
): Figure {
  const [entities] = set.selections;
  const selections = entities?.kind === Kind.FIELD ? (entities.selectionSet?.selections ?? []) : [];
  const figures = selections.map((selection): Figure => {
    if (selection.kind !== Kind.INLINE_FRAGMENT) return 0;
    const type = source.schema.getType(selection.typeCondition?.name.value ?? '');
    if (!isCompositeType(type)) return 0;
    return costOfObject(source, selection.selectionSet, { type, path, count, sized: new Map() });
  });
  return sum(figures);
}
