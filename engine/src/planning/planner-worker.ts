import { constants, getPriority, platform, setPriority } from 'node:os';
import { parentPort, workerData } from 'node:worker_threads';
import { errorCauses, operationFromDocument } from '@apollo/federation-internals';
import { type QueryPlan, QueryPlanner } from '@apollo/query-planner';
import { type DocumentNode, GraphQLError, parse } from 'graphql';
import {
  buildPlanningSupergraph,
  describeSupergraph,
  type PlanningForm,
} from '../supergraph/describe-supergraph.ts';
import { expandToConcreteTypes } from './concrete-types.ts';
import { withFewerDefers } from './fewer-defers.ts';
import { fetchesOf } from './plan-fetches.ts';
import type { PlannerAnswer, PlannerQuestion, PlannerThreadData } from './planner-messages.ts';

// Entry point of a planner thread: builds one supergraph, then plans for it until the thread is stopped.
start(workerData);

function start(data: PlannerThreadData): void {
  if (data.isInBackground) letServingThreadsGoFirst();
  try {
    const { supergraphSdl, enforcedFeatures } = data;
    const described = data.describe ? describeSupergraph(supergraphSdl, enforcedFeatures) : undefined;
    const answer = createAnswer(
      described?.planning ?? buildPlanningSupergraph(supergraphSdl, enforcedFeatures),
    );
    letServingThreadsGoFirst();
    parentPort?.on('message', (question: PlannerQuestion) => say(answer(question)));
    say({ kind: 'built', description: described?.description });
  } catch (cause) {
    say({ kind: 'refused', errors: messagesOf(cause) });
  }
}

/**
 * Lowers the thread's priority, unless that of the process is as low already: only root may raise it. Only on Linux, where
 * threads have their own niceness; elsewhere it would slow the process.
 */
function letServingThreadsGoFirst(): void {
  const lower = constants.priority.PRIORITY_BELOW_NORMAL;
  if (platform() === 'linux' && getPriority() < lower) setPriority(lower);
}

function createAnswer(form: PlanningForm): (question: PlannerQuestion) => PlannerAnswer {
  const plan = createPlan(form);
  return (question) => {
    try {
      return { kind: 'planned', planJson: JSON.stringify(plan(question)) };
    } catch (cause) {
      return { kind: 'unplannable', message: messagesOf(cause).join('; ') };
    }
  };
}

/**
 * Creates the planning function. The planner refuses some valid selections on an @interfaceObject, above all
 * fragments on other abstract types. For some fragments it creates operations that no subgraph can read. Such
 * an operation is planned in another form: without selections that match no object, or with such selections
 * written for each object type. The planner also refuses some nested @defer. Such an operation is planned
 * with fewer of them.
 */
function createPlan({ supergraph, overrideLabels, interfaceObjects }: PlanningForm) {
  const planner = new QueryPlanner(supergraph, { incrementalDelivery: { enableDefer: true } });
  const apiSchema = supergraph.apiSchema();
  const planDocument = (document: DocumentNode, labels: readonly string[]): QueryPlan => {
    const overrideConditions = new Map([...overrideLabels].map((label) => [label, labels.includes(label)]));
    const plan = planner.buildQueryPlan(operationFromDocument(apiSchema, document), { overrideConditions });
    if (!isSound(plan)) throw new Error('The planner made an operation that no subgraph can read');
    return plan;
  };
  const expansions = [
    { interfaces: new Set<string>(), ownFields: false },
    ...(interfaceObjects.size === 0 ? [] : [false, true]).map((ownFields) => ({
      interfaces: interfaceObjects,
      ownFields,
    })),
  ];
  /** Yields the operation in other forms with the same answer. */
  function* otherForms(document: DocumentNode): Iterable<() => DocumentNode> {
    const schema = apiSchema.toGraphQLJSSchema();
    for (const form of [document, ...withFewerDefers(document)]) {
      if (form !== document) yield () => form;
      for (const expansion of expansions) yield () => expandToConcreteTypes(form, { schema, ...expansion });
    }
  }
  return ({ operation, labels }: PlannerQuestion): QueryPlan => {
    const document = parse(operation, { noLocation: true });
    try {
      return planDocument(document, labels);
    } catch (refusal) {
      for (const createForm of otherForms(document)) {
        try {
          return planDocument(createForm(), labels);
        } catch {
          // Ignored, because the error for the client's own form of the operation is more useful.
        }
      }
      throw refusal;
    }
  };
}

function messagesOf(cause: unknown): readonly string[] {
  if (!(cause instanceof Error)) return [String(cause)];
  return (errorCauses(cause) ?? [cause]).map((error) => {
    const [place] = error instanceof GraphQLError ? (error.locations ?? []) : [];
    return place === undefined
      ? error.message
      : `${error.message} (line ${place.line}, column ${place.column})`;
  });
}

function say(answer: PlannerAnswer): void {
  parentPort?.postMessage(answer);
}

/**
 * Returns true if a subgraph can read all operations of a plan. For a fragment that cannot match, the planner uses a
 * variable without declaring it.
 */
function isSound(plan: QueryPlan): boolean {
  return fetchesOf(plan.node).every(({ operation }) => declaresItsVariables(operation));
}

function declaresItsVariables(operation: string): boolean {
  const declared = new Set<string>();
  for (const [, name = ''] of operation.matchAll(/\$(\w+)\s*:/g)) declared.add(name);
  for (const [, name = ''] of operation.matchAll(/\$(\w+)/g)) if (!declared.has(name)) return false;
  return true;
}
