import { SubgraphError, type SubgraphErrorCode } from '../subgraphs/subgraph-error.ts';
import type { Execution } from './execution.ts';
import type { Fetch } from './fetch.ts';
import { locateTargets } from './fetch-targets.ts';
import type { JsonObject } from './json-object.ts';
import type { GatewayErrorCode, PathSegment } from './response-errors.ts';

type Path = readonly PathSegment[];

/** What an entity fetch asked about: the objects, and which representation stands for each (-1 for none). */
export interface AskedEntities {
  readonly targets: readonly JsonObject[];
  readonly slots: readonly number[];
}

const failureMessages: Readonly<Record<SubgraphErrorCode, (subgraph: string) => string>> = {
  CLIENT_GONE: () => 'The client has left.',
  GATEWAY_REFUSED: (subgraph) => `The subgraph "${subgraph}" does not accept requests of this gateway.`,
  SUBREQUEST_HTTP_ERROR: (subgraph) => `The subgraph "${subgraph}" could not be asked.`,
  SUBREQUEST_MALFORMED_RESPONSE: (subgraph) =>
    `The subgraph "${subgraph}" did not answer with a GraphQL response.`,
  GATEWAY_TIMEOUT: (subgraph) => `The subgraph "${subgraph}" did not answer in time.`,
  SUBGRAPH_UNAVAILABLE: (subgraph) => `The subgraph "${subgraph}" keeps failing, and is not asked just now.`,
  SUBGRAPH_OVERLOADED: (subgraph) => `Too much is asked of the subgraph "${subgraph}" just now.`,
};

/** A fetch failed as a whole: each place that it should have filled gets the error. */
export function addFailure(execution: Execution, fetch: Fetch, cause: unknown, asked: AskedEntities): void {
  const known = cause instanceof SubgraphError ? cause : undefined;
  const failure = known?.code ?? 'SUBREQUEST_HTTP_ERROR';
  const { subgraphName, operation } = fetch;
  if (failure === 'CLIENT_GONE') execution.settings.onClientGone(subgraphName);
  else {
    const { operationName } = operation;
    execution.settings.onSubgraphError({ subgraph: subgraphName, code: failure, operationName, cause });
  }
  execution.trace?.fetchFailed(fetch);
  const add = createAdd(execution, fetch);
  const { message, code } = known?.forClients ?? {
    message: failureMessages[failure](subgraphName),
    code: failure,
  };
  const places = fetch.path.length === 0 && !fetch.represent ? fetch.rootFields.map((name) => [name]) : [];
  for (const place of places) add(message, code, place);
  for (const place of placesOf(execution, fetch, asked, undefined)) add(message, code, place);
}

/** The errors that came with an answer, each at the places that its path means in the whole answer. */
export function addAnswerErrors(
  execution: Execution,
  fetch: Fetch,
  errors: readonly JsonObject[],
  asked: AskedEntities,
): void {
  const add = createAdd(execution, fetch);
  for (const error of errors) {
    const message =
      typeof error.message === 'string' ? error.message : `The subgraph "${fetch.subgraphName}" failed.`;
    const places = errorPlaces(execution, fetch, readPath(error.path), asked);
    for (const place of places) add(message, codeOf(error), place);
    if (places.includes(undefined)) coverRootFields(execution, fetch);
  }
}

/** An error that tells no place is the reason of any null in what its fetch asked for. */
function coverRootFields(execution: Execution, fetch: Fetch): void {
  const { subgraphName: serviceName, rootFields } = fetch;
  const code: GatewayErrorCode = 'DOWNSTREAM_SERVICE_ERROR';
  for (const name of rootFields) {
    execution.errors.push({ message: '', code, serviceName, path: [name], reported: false });
  }
}

function createAdd(execution: Execution, fetch: Fetch) {
  let count = 0;
  return (message: string, code: string, path: Path | undefined): void => {
    execution.trace?.errorFound(fetch, code);
    const reported = count++ < execution.settings.maxErrorsPerFetch;
    execution.errors.push({ message, code, serviceName: fetch.subgraphName, path, reported });
  };
}

function errorPlaces(
  execution: Execution,
  fetch: Fetch,
  path: Path | undefined,
  asked: AskedEntities,
): readonly (Path | undefined)[] {
  const plain = path?.map((segment) => fetch.renamedFields.get(segment) ?? segment);
  if (fetch.represent === undefined && fetch.path.length === 0) return [plain];
  if (fetch.represent === undefined) {
    return placesOf(execution, fetch, asked, undefined).map((place) => [...place, ...(plain ?? [])]);
  }
  const [field, index, ...rest] = plain ?? [];
  const slot = field === '_entities' && typeof index === 'number' ? index : undefined;
  const places = slot === undefined ? [] : placesOf(execution, fetch, asked, slot);
  return places.length === 0 ? [beforeLists(fetch.path)] : places.map((place) => [...place, ...rest]);
}

/** Where the objects of a fetch are, or those that one representation stands for. */
function placesOf(
  execution: Execution,
  fetch: Fetch,
  asked: AskedEntities,
  slot: number | undefined,
): readonly Path[] {
  const places = asked.targets.length === 0 ? undefined : locateTargets(execution.data, fetch.path);
  return asked.targets.flatMap((target, i) => {
    const wanted = slot === undefined ? asked.slots[i] !== -1 : asked.slots[i] === slot;
    return wanted ? (places?.get(target) ?? []) : [];
  });
}

/** The part of a fetch's path that is certain without knowing which element failed. */
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

function codeOf(error: JsonObject): string {
  const { extensions } = error;
  if (typeof extensions !== 'object' || extensions === null || !('code' in extensions))
    return 'DOWNSTREAM_SERVICE_ERROR';
  return typeof extensions.code === 'string' ? extensions.code : 'DOWNSTREAM_SERVICE_ERROR';
}
