import { constants, platform, setPriority } from 'node:os';
import { parentPort, workerData } from 'node:worker_threads';
import { errorCauses, operationFromDocument } from '@apollo/federation-internals';
import { QueryPlanner } from '@apollo/query-planner';
import { GraphQLError, parse } from 'graphql';
import { type DescribedSupergraph, describeSupergraph } from '../supergraph/describe-supergraph.ts';
import type { PlannerAnswer, PlannerQuestion, PlannerThreadData } from './planner-messages.ts';

// The thread of a planner: it builds one supergraph, then plans for it until it is ended.
start(workerData);

function start(data: PlannerThreadData): void {
  if (data.isInBackground) letServingThreadsGoFirst();
  const described = describe(data);
  if (described === undefined) return;
  const answer = createAnswer(described);
  letServingThreadsGoFirst();
  parentPort?.on('message', (question: PlannerQuestion) => say(answer(question)));
  say({ kind: 'built', description: described.description });
}

/** On Linux a thread has a niceness of its own; elsewhere it would slow the whole process. */
function letServingThreadsGoFirst(): void {
  if (platform() === 'linux') setPriority(constants.priority.PRIORITY_BELOW_NORMAL);
}

function describe(data: PlannerThreadData): DescribedSupergraph | undefined {
  try {
    return describeSupergraph(data.supergraphSdl, data.enforcedFeatures);
  } catch (cause) {
    say({ kind: 'refused', errors: messagesOf(cause) });
    return undefined;
  }
}

function createAnswer({ description, planningSupergraph }: DescribedSupergraph) {
  const planner = new QueryPlanner(planningSupergraph);
  const apiSchema = planningSupergraph.apiSchema();
  return ({ operation, labels }: PlannerQuestion): PlannerAnswer => {
    try {
      const parsed = operationFromDocument(apiSchema, parse(operation, { noLocation: true }));
      const overrideConditions = new Map(
        [...description.overrideLabels].map((label) => [label, labels.includes(label)]),
      );
      const plan = planner.buildQueryPlan(parsed, { overrideConditions });
      return { kind: 'planned', planJson: JSON.stringify(plan) };
    } catch (cause) {
      return { kind: 'unplannable', message: messagesOf(cause).join('; ') };
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
