import { SubgraphError } from '../subgraphs/subgraph-error.ts';
import { type CheckedAnswer, checkAnswer, checkEntities } from './check-answer.ts';
import { findDistinct } from './distinct-representations.ts';
import type { Execution } from './execution.ts';
import type { Fetch } from './fetch.ts';
import { type AskedEntities, addAnswerErrors, addFailure } from './fetch-errors.ts';
import { createFetchRequest } from './fetch-request.ts';
import { collectTargets } from './fetch-targets.ts';
import type { JsonObject } from './json-object.ts';
import { mergeAnswer } from './merge-answer.ts';
import { rewriteOutput } from './output-rewrites.ts';
import type { Represent } from './representations.ts';

/** Sends a fetch, unless there is nothing to ask, and merges its answer. It never rejects: a failure becomes errors. */
export function runFetch(
  fetch: Fetch,
  execution: Execution,
  deadline: number | undefined,
): Promise<void> | undefined {
  if (fetch.represent !== undefined) return runEntityFetch(fetch, fetch.represent, { execution, deadline });
  const targets = targetsOf(fetch, execution);
  return targets.length === 0 ? undefined : runRootFetch(fetch, { execution, deadline }, targets);
}

/** One run of a fetch: for whom, and until when. */
interface Run {
  readonly execution: Execution;
  readonly deadline: number | undefined;
}

async function runRootFetch(fetch: Fetch, run: Run, targets: readonly JsonObject[]): Promise<void> {
  const asked = { targets: fetch.path.length === 0 ? [] : targets, slots: [] };
  const answer = await ask(fetch, run, undefined, asked);
  if (answer?.data) {
    for (const rewrite of fetch.outputRewrites)
      rewriteOutput(rewrite, answer.data, run.execution.schema, undefined);
    for (const target of targets) mergeAnswer(fetch.merge, target, answer.data);
  }
}

function runEntityFetch(fetch: Fetch, represent: Represent, run: Run): Promise<void> | undefined {
  const targets = targetsOf(fetch, run.execution);
  const { texts, slots, hasInsufficient } = findDistinct(represent, targets);
  if (hasInsufficient && fetch.parts.length > 0) return runParts(fetch, run);
  if (texts.length === 0) return undefined;
  return finishEntityFetch(fetch, run, { targets, slots }, texts);
}

/** Some object lacks what some field requires: each field is asked of the objects that have what it requires. */
async function runParts(fetch: Fetch, { execution, deadline }: Run): Promise<void> {
  await Promise.all(fetch.parts.map((part) => runFetch(part, execution, deadline)));
}

async function finishEntityFetch(
  fetch: Fetch,
  run: Run,
  asked: AskedEntities,
  representations: readonly string[],
): Promise<void> {
  const { execution } = run;
  const answer = await ask(fetch, run, `[${representations.join()}]`, asked);
  if (answer === undefined) return;
  const entities = checkEntities(answer, representations.length);
  if (typeof entities === 'string') return addMalformed(fetch, execution, entities, asked);
  const rewritten = new Set<JsonObject>();
  asked.targets.forEach((target, i) => {
    const entity = entities[asked.slots[i] ?? -1];
    if (!entity) return;
    if (fetch.outputRewrites.length > 0 && !rewritten.has(entity)) {
      rewritten.add(entity);
      for (const rewrite of fetch.outputRewrites)
        rewriteOutput(rewrite, entity, execution.schema, target.__typename);
    }
    mergeAnswer(fetch.merge, target, entity);
  });
}

/** The answer, its errors added already; undefined where there is none to use. */
async function ask(
  fetch: Fetch,
  { execution, deadline }: Run,
  representations: string | undefined,
  asked: AskedEntities,
): Promise<CheckedAnswer | undefined> {
  const record = execution.trace?.fetchBegins(fetch, asked.slots);
  const request = createFetchRequest(fetch.operation, representations, execution, {
    observer: record,
    deadline,
  });
  let answer: CheckedAnswer | string;
  try {
    answer = checkAnswer(await fetch.subgraph.execute(request));
  } catch (cause) {
    addFailure(execution, fetch, cause, asked);
    return undefined;
  } finally {
    record?.ends();
  }
  if (typeof answer === 'string') {
    addMalformed(fetch, execution, answer, asked);
    return undefined;
  }
  if (answer.data === null) execution.trace?.fetchFailed(fetch);
  if (answer.errors.length > 0) addAnswerErrors(execution, fetch, answer.errors, asked);
  return answer;
}

function addMalformed(fetch: Fetch, execution: Execution, problem: string, asked: AskedEntities): void {
  const message = `${fetch.subgraphName}: ${problem}`;
  addFailure(execution, fetch, new SubgraphError('SUBREQUEST_MALFORMED_RESPONSE', message), asked);
}

function targetsOf(fetch: Fetch, execution: Execution): readonly JsonObject[] {
  if (fetch.path.length === 0) return [execution.data];
  const targets: JsonObject[] = [];
  collectTargets(execution.data, fetch.path, 0, targets);
  return targets;
}
