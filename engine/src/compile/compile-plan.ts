import type { DeferNode, FetchNode, PlanNode, QueryPlan, SubscriptionNode } from '@apollo/query-planner';
import { Kind, parse, print, stripIgnoredCharacters, visit } from 'graphql';
import { fetchesOf } from '../planning/plan-fetches.ts';
import type { Subgraph } from '../subgraphs/subgraph.ts';
import type { SupergraphState } from '../supergraph/supergraph-state.ts';
import type { VirtualField } from '../supergraph/virtual-fields.ts';
import { createAnswerTypes } from './answer-types.ts';
import { contextVariableNames, createContextualFetch } from './contextual-fetch.ts';
import type { DeferUsage } from './deferred-document.ts';
import type { Fetch } from './fetch.ts';
import { createFetchOperation, type FetchVariable } from './fetch-operation.ts';
import { type FlattenPath, requiredPaths } from './field-paths.ts';
import { createMergePlan, type MergePlan } from './merge-plan.ts';
import { createRepresent } from './representations.ts';
import { fragmentsOf } from './root-fields.ts';
import { splitFetch } from './split-fetch.ts';
import { orderSteps } from './step-order.ts';
import { milestonesOf, type Step } from './steps.ts';
import { createIsSufficient } from './sufficient-representation.ts';

/** Context for compiling a plan. */
export interface PlanSurroundings {
  readonly state: SupergraphState;
  readonly subgraphs: ReadonlyMap<string, Subgraph>;
  /** Client names of variables, by the planner's name, where they differ. */
  readonly clientVariables: ReadonlyMap<string, string>;
  /** Client response names, by the planner's name, where they differ. */
  readonly responseNames: ReadonlyMap<string, string>;
  /** Deferred fragments by label. */
  readonly usages: ReadonlyMap<string, DeferUsage>;
}

/** Compiles a plan to steps. Throws if the plan has a node that the executor does not support. */
export function compilePlan(plan: QueryPlan, surroundings: PlanSurroundings): Step | undefined {
  const fetches = fetchesOf(plan.node);
  const readsContexts = fetches.some((fetch) => fetch.contextRewrites?.length);
  const fetchIds = new Set(fetches.flatMap(({ id }) => id ?? []));
  return plan.node && orderSteps(compileNode(plan.node, [], { ...surroundings, readsContexts, fetchIds }));
}

interface PlanCompilation extends PlanSurroundings {
  /** True if a fetch of the plan reads a context. */
  readonly readsContexts: boolean;
  /** Identifiers of fetches that other parts of the plan wait for. */
  readonly fetchIds: ReadonlySet<string>;
}

function compileNode(
  node: PlanNode | SubscriptionNode,
  path: FlattenPath,
  surroundings: PlanCompilation,
): Step {
  const compile = (inner: PlanNode): Step => compileNode(inner, path, surroundings);
  switch (node.kind) {
    case 'Fetch':
      return compileFetches(node, path, surroundings);
    case 'Sequence':
      return { kind: 'sequence', steps: node.nodes.map(compile) };
    case 'Parallel':
      return { kind: 'parallel', steps: node.nodes.map(compile) };
    case 'Flatten':
      return compileNode(node.node, [...path, ...node.path.map(String)], surroundings);
    case 'Condition':
      return {
        kind: 'condition',
        variable: surroundings.clientVariables.get(node.condition) ?? node.condition,
        ifTrue: node.ifClause && compile(node.ifClause),
        ifFalse: node.elseClause && compile(node.elseClause),
      };
    case 'Defer':
      return compileDefer(node, path, surroundings);
    case 'Subscription': {
      const event: Step = { kind: 'event', fetch: compileFetch(node.primary, path, surroundings, []) };
      return node.rest ? { kind: 'sequence', steps: [event, compile(node.rest)] } : event;
    }
    default:
      return node satisfies never;
  }
}

function compileDefer(node: DeferNode, path: FlattenPath, surroundings: PlanCompilation): Step {
  const compile = (inner: PlanNode | undefined): Step | undefined =>
    inner && orderSteps(compileNode(inner, path, surroundings));
  const primary = compile(node.primary.node);
  return {
    kind: 'defer',
    primary,
    milestones: milestonesOf(primary),
    parts: node.deferred.map(({ depends, label, queryPath, node: inner }) => {
      const usage = surroundings.usages.get(label ?? '');
      if (usage === undefined)
        throw new Error(`A deferred part must have a label of its operation: ${label}`);
      return {
        usage,
        after: milestonesAmong(depends, surroundings.fetchIds),
        path: clientPath(queryPath, surroundings),
        step: compile(inner),
      };
    }),
  };
}

/**
 * Returns the milestones of a part, or undefined if the plan lacks one of them. Apollo's planner sometimes
 * omits one.
 */
function milestonesAmong(
  depends: readonly { readonly id: string }[],
  fetchIds: ReadonlySet<string>,
): readonly string[] | undefined {
  const ids = depends.map(({ id }) => id);
  return ids.every((id) => fetchIds.has(id)) ? ids : undefined;
}

/** Returns a path of the plan in the client's response names. */
function clientPath(path: readonly string[], { responseNames }: PlanSurroundings): readonly string[] {
  return path
    .filter((segment) => !segment.startsWith('... on '))
    .map((segment) => responseNames.get(segment) ?? segment);
}

function compileFetches(node: FetchNode, path: FlattenPath, surroundings: PlanCompilation): Step {
  const step = compileParts(node, path, surroundings);
  return node.id === undefined ? step : { kind: 'milestone', id: node.id, step };
}

function compileParts(node: FetchNode, path: FlattenPath, surroundings: PlanCompilation): Step {
  const { whole, parts } = splitFetch(node, surroundings.state);
  const fetches = parts.map((part) => compileFetch(part, path, surroundings, []));
  return whole === undefined
    ? { kind: 'parallel', steps: fetches.map((fetch) => ({ kind: 'fetch', fetch })) }
    : { kind: 'fetch', fetch: compileFetch(whole, path, surroundings, fetches) };
}

function compileFetch(
  node: FetchNode,
  path: FlattenPath,
  { state, subgraphs, clientVariables, responseNames, readsContexts }: PlanCompilation,
  parts: readonly Fetch[],
): Fetch {
  const subgraph = subgraphs.get(node.serviceName);
  if (subgraph === undefined)
    throw new Error(`A fetch must name a subgraph of the supergraph: ${node.serviceName}`);
  const merge = mergePlanOf(node, state.interfaceObjects);
  const sent = createSubgraphOperation(node, state.virtualFields);
  const operation = createFetchOperation({
    ...sent,
    types: createAnswerTypes(sent.query, state.supergraphSchema),
    operationKind: node.operationKind,
    path: path.map((segment) => responseNames.get(segment) ?? segment),
    variables: clientVariablesOf(node, clientVariables),
  });
  const outputRewrites = node.outputRewrites ?? [];
  return {
    subgraphName: node.serviceName,
    subgraph,
    operation,
    path,
    requires: requiredPaths(node.requires ?? [], path),
    represent:
      node.requires &&
      createRepresent({
        requires: node.requires,
        rewrites: node.inputRewrites ?? [],
        schema: state.supergraphSchema,
        realName: (name) => state.virtualFields.get(name)?.name ?? name,
        isSufficient: createIsSufficient(node, state),
      }),
    parts,
    contextual: createContextualFetch(node, operation),
    copiesObjects: readsContexts,
    merge,
    outputRewrites,
    renamedFields: new Map(
      outputRewrites.flatMap((rewrite) =>
        rewrite.kind === 'KeyRenamer' ? [[rewrite.path.at(-1) ?? '', rewrite.renameKeyTo]] : [],
      ),
    ),
    rootFields: merge.map((field) => field.name),
  };
}

/** Returns the client variables that a fetch passes on. */
function clientVariablesOf(
  node: FetchNode,
  clientVariables: ReadonlyMap<string, string>,
): readonly FetchVariable[] {
  const fromContexts = new Set(contextVariableNames(node));
  return (node.variableUsages ?? [])
    .filter((name) => !fromContexts.has(name))
    .map((name) => ({ name, clientName: clientVariables.get(name) ?? name }));
}

/** Returns the merge plan of a fetch. For entities it has the fields below `_entities`. */
function mergePlanOf(node: FetchNode, interfaceObjects: ReadonlySet<string>): MergePlan {
  const document = parse(node.operation, { noLocation: true });
  const operation = document.definitions.find((definition) => definition.kind === Kind.OPERATION_DEFINITION);
  const plan = createMergePlan(
    operation ? [operation.selectionSet] : [],
    fragmentsOf(document),
    interfaceObjects,
  );
  const fields = node.requires ? (plan[0]?.children ?? []) : plan;
  return (node.outputRewrites ?? []).reduce(
    (renamed, rewrite) =>
      rewrite.kind === 'KeyRenamer'
        ? renameInPlan(
            renamed,
            rewrite.path.filter((segment) => !segment.startsWith('... on ')),
            rewrite.renameKeyTo,
          )
        : renamed,
    fields,
  );
}

/**
 * Adds the new name of an output rewrite beside the old one. Objects of different types have the field under either
 * name.
 */
function renameInPlan(plan: MergePlan, path: readonly string[], name: string): MergePlan {
  const [head, ...rest] = path;
  const field = plan.find((candidate) => candidate.name === head);
  if (field === undefined) return plan;
  if (rest.length === 0)
    return plan.some((other) => other.name === name) ? plan : [...plan, { ...field, name }];
  const children = renameInPlan(field.children ?? [], rest, name);
  return plan.map((candidate) => (candidate === field ? { ...field, children } : candidate));
}

/** Operation of a fetch in the subgraph's own names. */
interface SubgraphOperation {
  readonly query: string;
  readonly operationName: string | undefined;
}

/**
 * Creates the operation that is sent to a subgraph. The planner numbers a plan's operations; without the number,
 * equal fetches of different plans have the same text. Virtual fields become the real fields, with the virtual names
 * as aliases.
 */
function createSubgraphOperation(
  node: FetchNode,
  virtualFields: ReadonlyMap<string, VirtualField>,
): SubgraphOperation {
  const operationName = node.operationName?.replace(/__\d+$/, '');
  const named = node.operationName
    ? node.operation.replace(node.operationName, operationName ?? '')
    : node.operation;
  const isPlain = ![...virtualFields.keys()].some((name) => named.includes(name));
  return { query: isPlain ? named : realOperation(named, virtualFields), operationName };
}

function realOperation(text: string, virtualFields: ReadonlyMap<string, VirtualField>): string {
  const document = visit(parse(text, { noLocation: true }), {
    Field(field) {
      const real = virtualFields.get(field.name.value);
      if (real === undefined) return undefined;
      const name = { kind: Kind.NAME, value: real.name };
      return { ...field, alias: field.alias ?? field.name, name, arguments: real.arguments };
    },
  });
  return stripIgnoredCharacters(print(document));
}
