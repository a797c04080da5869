import type { ContextualFetch } from '../compile/contextual-fetch.ts';
import type { Fetch } from '../compile/fetch.ts';
import type { FetchOperation } from '../compile/fetch-operation.ts';
import type { Represent } from '../compile/representations.ts';
import type { SubgraphErrorCode } from '../error-codes.ts';
import type { JsonObject } from '../json-object.ts';
import { type CacheUse, cacheUse } from '../subgraphs/subgraph.ts';
import { SubgraphError } from '../subgraphs/subgraph-error.ts';
import { type CheckedAnswer, checkAnswer, checkEntities, checkPlaces } from './check-answer.ts';
import { type ContextGroup, groupByContext } from './context-values.ts';
import { findDistinct } from './distinct-representations.ts';
import { createEntityQuestions, type EntityQuestion, joinEntities } from './entity-questions.ts';
import type { Execution } from './execution.ts';
import { type AskedObjects, addAnswerErrors, addFailure, failureCode } from './fetch-errors.ts';
import { createFetchRequest } from './fetch-request.ts';
import { collectTargets } from './fetch-targets.ts';
import { addInsufficient, addLostFields } from './lost-fields.ts';
import { mergeAnswer } from './merge-answer.ts';
import { rewriteOutput } from './output-rewrites.ts';

/**
 * Sends a fetch unless there is nothing to fetch, and merges its answer. A failure becomes errors. Rejects only for
 * an answer that is too large.
 */
export function runFetch(
  fetch: Fetch,
  execution: Execution,
  deadline: number | undefined,
): Promise<void> | undefined {
  if (fetch.represent !== undefined) return runEntityFetch(fetch, fetch.represent, { execution, deadline });
  if (fetch.contextual !== undefined) return runRootGroups(fetch, fetch.contextual, { execution, deadline });
  const targets = targetsOf(fetch, execution);
  const question = { operation: fetch.operation, variables: '', targets, slots: [] };
  return targets.length === 0 ? undefined : runRootFetch(fetch, { execution, deadline }, question);
}

/** Merges the event of a subscription as the answer of its fetch. */
export function runEvent(fetch: Fetch, execution: Execution): undefined {
  execution.observer?.fetchBegins(fetch, []).ends();
  const asked = { targets: [execution.data], slots: [] };
  const answer = takeAnswer(fetch, execution, checkAnswer(execution.event ?? {}), asked);
  if (answer?.data) mergeRootFields(fetch, execution, answer.data, asked.targets);
  return undefined;
}

/** Run of a fetch, with its deadline. */
interface Run {
  readonly execution: Execution;
  readonly deadline: number | undefined;
}

/** Request of a fetch, with its objects. */
interface Question extends AskedObjects {
  readonly operation: FetchOperation;
  /** Variables that do not come from the client, as members of a JSON object. */
  readonly variables: string;
  /** Representations in the variables; undefined for root fields, and for entities in groups. */
  readonly representations?: readonly string[];
}

/** Fetches root fields, once for each group of objects with the same context values. */
async function runRootGroups(fetch: Fetch, contextual: ContextualFetch, run: Run): Promise<void> {
  const groups = contextGroups(fetch, contextual, run.execution);
  addLostFields(fetch, run.execution, groups);
  const running = groups.map(({ targets, values, lacking }) => {
    const operation = contextual.operations.of(lacking, 1);
    const members = [...values].map(([name, json]) => `"${name}":${json}`).join();
    return operation && runRootFetch(fetch, run, { operation, variables: members, targets, slots: [] });
  });
  await Promise.all(running);
}

async function runRootFetch(fetch: Fetch, run: Run, question: Question): Promise<void> {
  const answer = await ask(fetch, run, question);
  if (answer?.data) mergeRootFields(fetch, run.execution, answer.data, question.targets);
}

function mergeRootFields(
  fetch: Fetch,
  { schema }: Execution,
  data: JsonObject,
  targets: readonly JsonObject[],
): void {
  for (const rewrite of fetch.outputRewrites) rewriteOutput(rewrite, data, schema, undefined);
  const answerFor = createCopies(fetch);
  for (const target of targets) mergeAnswer(fetch.merge, target, answerFor(data));
}

function runEntityFetch(fetch: Fetch, represent: Represent, run: Run): Promise<void> | undefined {
  if (fetch.contextual !== undefined) return runEntityGroups(fetch, fetch.contextual, represent, run);
  const targets = targetsOf(fetch, run.execution);
  const { texts, slots, hasInsufficient } = findDistinct(represent, targets);
  if (hasInsufficient && fetch.parts.length > 0) return runParts(fetch, run);
  if (hasInsufficient) addInsufficient(fetch, run.execution, represent, targets);
  if (texts.length === 0) return undefined;
  const variables = `"representations":[${texts.join()}]`;
  const { operation } = fetch;
  const asked = { operation, variables, targets, slots, sizes: [texts.length], representations: texts };
  return finishEntityFetch(fetch, run, asked);
}

/** Fetches entities; those with equal context values share an `_entities`. */
async function runEntityGroups(
  fetch: Fetch,
  contextual: ContextualFetch,
  represent: Represent,
  run: Run,
): Promise<void> {
  const groups = contextGroups(fetch, contextual, run.execution);
  const asked = createEntityQuestions(groups, contextual.operations, represent);
  if (asked.hasInsufficient && fetch.parts.length > 0) return runParts(fetch, run);
  if (asked.hasInsufficient)
    addInsufficient(
      fetch,
      run.execution,
      represent,
      groups.flatMap(({ targets }) => targets),
    );
  addLostFields(fetch, run.execution, groups);
  await Promise.all(asked.questions.map((question) => finishEntityFetch(fetch, run, question)));
}

function contextGroups(
  fetch: Fetch,
  { variables }: ContextualFetch,
  { data, schema }: Execution,
): readonly ContextGroup[] {
  return groupByContext(variables, fetch.path, data, schema);
}

/**
 * Runs the parts of a fetch. If an object lacks a field that some field requires, each field is fetched
 * separately for the objects that have its required fields.
 */
async function runParts(fetch: Fetch, { execution, deadline }: Run): Promise<void> {
  await Promise.all(fetch.parts.map((part) => runFetch(part, execution, deadline)));
}

async function finishEntityFetch(fetch: Fetch, run: Run, question: EntityQuestion & Question): Promise<void> {
  const { execution } = run;
  const { targets, slots, sizes } = question;
  const answer = await ask(fetch, run, question, sizes);
  if (answer === undefined) return;
  const count = sizes.reduce((sum, size) => sum + size, 0);
  const entities = checkEntities(answer, count);
  if (typeof entities === 'string') return addMalformed(fetch, execution, entities, question);
  checkPlaces(entities, slots, fetch, execution.settings.largeAnswers.maxBytes);
  const rewritten = new Set<JsonObject>();
  const answerFor = createCopies(fetch);
  targets.forEach((target, i) => {
    const entity = entities[slots[i] ?? -1];
    if (!entity) return;
    if (fetch.outputRewrites.length > 0 && !rewritten.has(entity)) {
      rewritten.add(entity);
      for (const rewrite of fetch.outputRewrites)
        rewriteOutput(rewrite, entity, execution.schema, target.__typename);
    }
    mergeAnswer(fetch.merge, target, answerFor(entity));
  });
}

/**
 * Creates a function that returns an object of the answer for each of its places: the object itself first, then
 * copies if required.
 */
function createCopies({ copiesObjects }: Fetch): (object: JsonObject) => JsonObject {
  if (!copiesObjects) return (object) => object;
  const placed = new Set<JsonObject>();
  return (object) => {
    if (placed.has(object)) return structuredClone(object);
    placed.add(object);
    return object;
  };
}

/** Returns the answer after recording its errors, or undefined if there is no usable answer. */
async function ask(
  fetch: Fetch,
  { execution, deadline }: Run,
  question: Question,
  sizes: readonly number[] = [],
): Promise<CheckedAnswer | undefined> {
  const observer = execution.observer?.fetchBegins(fetch, question.slots);
  const request = createFetchRequest(question.operation, question.variables, execution, {
    observer,
    deadline,
    representations: question.representations,
  });
  let answer: CheckedAnswer | string;
  let failure: SubgraphErrorCode | undefined;
  try {
    const received = await fetch.subgraph.execute(request);
    const use = received?.[cacheUse];
    if (use !== undefined) {
      observer?.cacheUsed?.(use);
      addCacheUse(fetch, execution, use, question);
      // The client receives values, but the request to the subgraph has failed.
      if (use.failed !== undefined) failure = failureCode(use.failed.cause);
    }
    answer = checkAnswer(received);
    if (sizes.length > 1 && typeof answer !== 'string') answer = joinEntities(answer, sizes);
    if (typeof answer === 'string') failure = 'SUBREQUEST_MALFORMED_RESPONSE';
  } catch (cause) {
    failure = failureCode(cause);
    addFailure(execution, fetch, cause, question);
    return undefined;
  } finally {
    observer?.ends(failure);
  }
  if (execution.mayMerge !== undefined) await execution.mayMerge;
  return takeAnswer(fetch, execution, answer, question);
}

/** Records what a cache answered, and the objects for which it has no value while the subgraph fails. */
function addCacheUse(fetch: Fetch, execution: Execution, use: CacheUse, asked: AskedObjects): void {
  if (use.stale > 0) execution.stale.push({ subgraph: fetch.subgraphName, ageSeconds: use.ageSeconds });
  if (use.failed === undefined || use.failed.lost.size === 0) return;
  const { cause, lost } = use.failed;
  const isLost = (_: unknown, index: number): boolean => lost.has(asked.slots[index] ?? -1);
  const objects = { targets: asked.targets.filter(isLost), slots: asked.slots.filter(isLost) };
  addFailure(execution, fetch, cause, objects);
}

/** Returns the answer after recording its errors, or undefined if it is malformed. */
function takeAnswer(
  fetch: Fetch,
  execution: Execution,
  answer: CheckedAnswer | string,
  asked: AskedObjects,
): CheckedAnswer | undefined {
  if (typeof answer === 'string') {
    addMalformed(fetch, execution, answer, asked);
    return undefined;
  }
  if (answer.errors.length > 0) addAnswerErrors(execution, fetch, answer, asked);
  return answer;
}

function addMalformed(fetch: Fetch, execution: Execution, problem: string, asked: AskedObjects): void {
  const message = `${fetch.subgraphName}: ${problem}`;
  addFailure(execution, fetch, new SubgraphError('SUBREQUEST_MALFORMED_RESPONSE', message), asked);
}

function targetsOf(fetch: Fetch, execution: Execution): readonly JsonObject[] {
  if (fetch.path.length === 0) return [execution.data];
  return collectTargets(execution.data, fetch.path);
}
