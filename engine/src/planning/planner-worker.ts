import { constants, platform, setPriority } from 'node:os';
import { parentPort, workerData } from 'node:worker_threads';
import { errorCauses, operationFromDocument } from '@apollo/federation-internals';
import { QueryPlanner } from '@apollo/query-planner';
import { GraphQLError, parse } from 'graphql';
import { buildPlanningSupergraph, describeSupergraph } from '../supergraph/describe-supergraph.ts';
import type { PlannerAnswer, PlannerQuestion, PlannerThreadData } from './planner-messages.ts';

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

function createAnswer({ supergraphSdl, enforcedFeatures }: PlannerThreadData) {
  const { supergraph, overrideLabels } = buildPlanningSupergraph(supergraphSdl, enforcedFeatures);
  const planner = new QueryPlanner(supergraph);
  const apiSchema = supergraph.apiSchema();
  return ({ operation, labels }: PlannerQuestion): PlannerAnswer => {
    try {
      const parsed = operationFromDocument(apiSchema, parse(operation, { noLocation: true }));
      const overrideConditions = new Map([...overrideLabels].map((label) => [label, labels.includes(label)]));
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
