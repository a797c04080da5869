import type { Fetch } from '../compile/fetch.ts';
import type { EngineErrorCode, SubgraphErrorCode } from '../error-codes.ts';
import type { JsonObject } from '../json-object.ts';
import { type ClientError, SubgraphError } from '../subgraphs/subgraph-error.ts';
import { type CheckedAnswer, isWithoutData } from './check-answer.ts';
import type { Execution, FailureCode } from './execution.ts';
import { locateTargets } from './fetch-targets.ts';
import type { PathSegment } from './response-errors.ts';

type Path = readonly PathSegment[];

/** Objects that a fetch completes. For entities `slots` has the index of each object's representation (-1 for none). */
export interface AskedObjects {
  readonly targets: readonly JsonObject[];
  readonly slots: readonly number[];
}

const failureMessages: Readonly<Record<SubgraphErrorCode, (subgraph: string) => string>> = {
  CLIENT_GONE: () => 'The client disconnected.',
  GATEWAY_REFUSED: (subgraph) => `The subgraph "${subgraph}" does not accept requests from this gateway.`,
  SUBREQUEST_HTTP_ERROR: (subgraph) => `The request to the subgraph "${subgraph}" failed.`,
  SUBREQUEST_MALFORMED_RESPONSE: (subgraph) =>
    `The subgraph "${subgraph}" did not answer with a GraphQL response.`,
  GATEWAY_TIMEOUT: (subgraph) => `The subgraph "${subgraph}" did not answer in time.`,
  SUBGRAPH_UNAVAILABLE: (subgraph) => `The subgraph "${subgraph}" is unavailable. Retry later.`,
  SUBGRAPH_OVERLOADED: (subgraph) => `The subgraph "${subgraph}" is overloaded. Retry later.`,
};

/** Records that a fetch has no usable answer. */
export function addFailure(execution: Execution, fetch: Fetch, cause: unknown, asked: AskedObjects): void {
  const reason = failureReason(fetch.subgraphName, cause);
  reportFailure(execution, fetch, failureCode(cause), cause);
  execution.observer?.errorFound(fetch, reason.code);
  execution.losses.push({ fetch, targets: askedTargets(asked), reasons: [reason], telling: 'always' });
}

/** Returns the error of a failed request to a subgraph, as clients receive it. */
export function failureReason(subgraph: string, cause: unknown): ClientError {
  const known = cause instanceof SubgraphError ? cause : undefined;
  if (known?.forClients) return known.forClients;
  const code = failureCode(cause);
  const original = known?.cause ?? cause;
  return {
    message: failureMessages[code](subgraph),
    code,
    ...(original instanceof Error && { originalError: original }),
  };
}

/** Returns the code of a failed request to a subgraph, for the log. */
export function failureCode(cause: unknown): SubgraphErrorCode {
  return cause instanceof SubgraphError ? cause.code : 'SUBREQUEST_HTTP_ERROR';
}

/** Records the errors of an answer. If the answer has no data, the whole fetch is lost. */
export function addAnswerErrors(
  execution: Execution,
  fetch: Fetch,
  answer: CheckedAnswer,
  asked: AskedObjects,
): void {
  const places = createAskedPlaces(execution, fetch, asked);
  const unplaced: ClientError[] = [];
  for (const error of answer.errors) {
    const reason = readReason(fetch, error);
    execution.observer?.errorFound(fetch, reason.code);
    const found = places.of(readPath(error.path));
    if (found.length === 0) unplaced.push(reason);
    for (const path of found) execution.errors.push({ fetch, reason, path, telling: 'always' });
  }
  if (isWithoutData(answer, fetch)) addLostAnswer(execution, fetch, answer, asked, unplaced);
  else {
    addUnplaced(execution, fetch, unplaced);
    addLostEntities(execution, fetch, answer, places);
  }
}

/**
 * Records the loss of a whole fetch. Errors without a path are reported at every lost field; errors with a path
 * explain the other fields.
 */
function addLostAnswer(
  execution: Execution,
  fetch: Fetch,
  { errors }: CheckedAnswer,
  asked: AskedObjects,
  unplaced: readonly ClientError[],
): void {
  const { maxErrorsPerFetch } = execution.settings;
  const all = errors.slice(0, maxErrorsPerFetch).map((error) => readReason(fetch, error));
  const messages = all.map(({ message, code }) => `${message} (${code})`).join('; ');
  const cause = new Error(`${fetch.subgraphName} answered with errors and without data: ${messages}`);
  reportFailure(execution, fetch, 'DOWNSTREAM_SERVICE_ERROR', cause);
  const telling = unplaced.length > 0 ? 'always' : 'never';
  const [reason, ...others] = unplaced.length > 0 ? unplaced.slice(0, maxErrorsPerFetch) : all;
  if (reason !== undefined)
    execution.losses.push({ fetch, targets: askedTargets(asked), reasons: [reason, ...others], telling });
}

/** Records errors without a path. Such an error explains any null in the fetch's fields. */
function addUnplaced(execution: Execution, fetch: Fetch, unplaced: readonly ClientError[]): void {
  const certain = beforeLists(fetch.path);
  for (const reason of unplaced) execution.errors.push({ fetch, reason, path: certain, telling: 'always' });
  const [reason] = unplaced;
  if (reason === undefined || certain !== undefined) return;
  for (const name of fetch.rootFields)
    execution.errors.push({ fetch, reason, path: [name], telling: 'never' });
}

/**
 * Records entities that are null because of an error inside them. That error also explains their other missing
 * fields.
 */
function addLostEntities(
  execution: Execution,
  fetch: Fetch,
  { data, errors }: CheckedAnswer,
  places: AskedPlaces,
): void {
  const entities = data?._entities;
  if (fetch.represent === undefined || !Array.isArray(entities)) return;
  for (const error of errors) {
    const slot = slotOf(readPath(error.path));
    if (slot === undefined || entities[slot] !== null) continue;
    const targets = places.targetsAt(slot);
    execution.losses.push({ fetch, targets, reasons: [readReason(fetch, error)], telling: 'never' });
  }
}

function reportFailure(execution: Execution, fetch: Fetch, code: FailureCode, cause: unknown): void {
  const { subgraphName: subgraph, operation } = fetch;
  const { operationName } = operation;
  if (code === 'CLIENT_GONE') execution.settings.onClientGone(subgraph);
  else execution.settings.onSubgraphError({ subgraph, code, operationName, cause });
  execution.observer?.fetchFailed(fetch);
}

function askedTargets({ targets, slots }: AskedObjects): readonly JsonObject[] {
  return targets.filter((_, i) => slots[i] !== -1);
}

/** Places of a fetch's objects in the merged answer. */
interface AskedPlaces {
  /** Returns the places for an error's path in the subgraph's answer, or an empty list if it has no path. */
  of(path: Path | undefined): readonly Path[];
  targetsAt(slot: number): readonly JsonObject[];
}

function createAskedPlaces(
  execution: Execution,
  fetch: Fetch,
  { targets, slots }: AskedObjects,
): AskedPlaces {
  let located: ReturnType<typeof locateTargets> | undefined;
  let bySlot: Map<number, JsonObject[]> | undefined;
  const placesOf = (objects: readonly JsonObject[], inside: Path): readonly Path[] => {
    located ??= locateTargets(execution.data, fetch.path);
    return objects.flatMap((object) => located?.get(object)?.map((place) => [...place, ...inside]) ?? []);
  };
  const targetsAt = (slot: number): readonly JsonObject[] => {
    bySlot ??= Map.groupBy(targets, (_, i) => slots[i] ?? -1);
    return bySlot.get(slot) ?? [];
  };
  return {
    of(path) {
      if (path === undefined) return [];
      const plain = path.map((segment) => fetch.renamedFields.get(segment) ?? segment);
      if (fetch.represent === undefined) return placesOf(targets, plain);
      const slot = slotOf(plain);
      return slot === undefined ? [] : placesOf(targetsAt(slot), plain.slice(2));
    },
    targetsAt,
  };
}

/** Returns the index of the entity that an error's path leads to. */
function slotOf(path: Path | undefined): number | undefined {
  const [field, index] = path ?? [];
  return field === '_entities' && typeof index === 'number' && index >= 0 ? index : undefined;
}

/** Returns the part of a fetch's path before the first list, which does not depend on the failed element. */
function beforeLists(path: readonly string[]): Path | undefined {
  const list = path.indexOf('@');
  const certain = list === -1 ? path : path.slice(0, list);
  return certain.length === 0 ? undefined : certain;
}

function readPath(path: unknown): Path | undefined {
  return Array.isArray(path) && path.length > 0 && path.every(isPathSegment) ? path : undefined;
}

function isPathSegment(value: unknown): value is PathSegment {
  return typeof value === 'string' || typeof value === 'number';
}

function readReason({ subgraphName }: Fetch, error: JsonObject): ClientError {
  const { message } = error;
  return {
    message: typeof message === 'string' ? message : `The subgraph "${subgraphName}" failed.`,
    code: codeOf(error),
    originalError: toError(error),
  };
}

/** Returns a subgraph's error unchanged as an `Error`, without a stack because there may be thousands. */
function toError(error: JsonObject): Error {
  return Object.setPrototypeOf({ ...error }, Error.prototype);
}

function codeOf({ extensions }: JsonObject): string {
  if (typeof extensions !== 'object' || extensions === null || !('code' in extensions)) return codeless;
  return typeof extensions.code === 'string' ? extensions.code : codeless;
}

/** The code of an error to which a subgraph gave none. */
const codeless: EngineErrorCode = 'DOWNSTREAM_SERVICE_ERROR';
