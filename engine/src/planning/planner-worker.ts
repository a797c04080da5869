import { constants, platform, setPriority } from 'node:os';
import { parentPort, workerData } from 'node:worker_threads';
import { errorCauses, operationFromDocument } from '@apollo/federation-internals';
import { type QueryPlan, QueryPlanner } from '@apollo/query-planner';
import { type DocumentNode, GraphQLError, parse } from 'graphql';
import { buildPlanningSupergraph, describeSupergraph } from '../supergraph/describe-supergraph.ts';
import { expandToConcreteTypes } from './concrete-types.ts';
import type { PlannerAnswer, PlannerQuestion, PlannerThreadData } from './planner-messages.ts';
import { isSound } from './sound-plan.ts';

// The thread of a planner: it builds one supergraph, then plans for it until it is ended.
start(workerData);

function start(data: PlannerThreadData): void {
  if (data.isInBackground) letServingThreadsGoFirst();
  try {
    const description = data.describe
      ? describeSupergraph(data.supergraphSdl, data.enforcedFeatures)
      : undefined;
    const answer = createAnswer(data);
    letServingThreadsGoFirst();
    parentPort?.on('message', (question: PlannerQuestion) => say(answer(question)));
    say({ kind: 'built', description });
  } catch (cause) {
    say({ kind: 'refused', errors: messagesOf(cause) });
  }
}

/** On Linux a thread has a niceness of its own; elsewhere it would slow the whole process. */
function letServingThreadsGoFirst(): void {
  if (platform() === 'linux') setPriority(constants.priority.PRIORITY_BELOW_NORMAL);
}

function createAnswer(data: PlannerThreadData): (question: PlannerQuestion) => PlannerAnswer {
  const plan = createPlan(data);
  return (question) => {
    try {
      return { kind: 'planned', planJson: JSON.stringify(plan(question)) };
    } catch (cause) {
      return { kind: 'unplannable', message: messagesOf(cause).join('; ') };
    }
  };
}

/**
 * Creates the planning of operations. The planner refuses some valid selections on an @interfaceObject, above all fragments
 * on other abstract types, and makes operations of some fragments that no subgraph can read. Then the operation is planned
 * in another form: without what can match no object, or with such selections written for each object type.
 */
function createPlan({ supergraphSdl, enforcedFeatures }: PlannerThreadData) {
  const form = buildPlanningSupergraph(supergraphSdl, enforcedFeatures);
  const { supergraph, overrideLabels, interfaceObjects } = form;
  const planner = new QueryPlanner(supergraph);
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
  return ({ operation, labels }: PlannerQuestion): QueryPlan => {
    const document = parse(operation, { noLocation: true });
    try {
      return planDocument(document, labels);
    } catch (refusal) {
      const schema = apiSchema.toGraphQLJSSchema();
      for (const expansion of expansions) {
        try {
          return planDocument(expandToConcreteTypes(document, { schema, ...expansion }), labels);
        } catch {
          // The refusal of what the client has asked says more.
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
