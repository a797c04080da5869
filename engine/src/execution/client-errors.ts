import { GraphQLError } from 'graphql';
import type { Fetch } from '../compile/fetch.ts';
import type { Dependent, FindDependents } from '../compile/fetch-dependents.ts';
import type { FlattenPath } from '../compile/field-paths.ts';
import type { EngineErrorCode } from '../error-codes.ts';
import type { JsonObject } from '../json-object.ts';
import type { ClientError } from '../subgraphs/subgraph-error.ts';
import { type AnswerPlaces, clientPaths, unansweredPaths } from './client-places.ts';
import { createErrorPlaces, type ErrorPlaces } from './error-places.ts';
import { locateTargets } from './fetch-targets.ts';
import type { FetchError, Loss, PathSegment } from './response-errors.ts';

type Path = readonly PathSegment[];

/** Errors of one response, in the form that clients receive. */
export interface ClientErrors {
  /** Adds an error unless its path, an ancestor or a descendant already has one. */
  addUncovered(path: Path, message: string, code: EngineErrorCode): void;
  readonly list: readonly GraphQLError[];
}

/** Errors and losses of an answer's fetches. */
export interface FoundErrors {
  readonly errors: readonly FetchError[];
  readonly losses: readonly Loss[];
  readonly findDependents: FindDependents;
  /** Returns true if an error of a fetch is reported at a place. default: always */
  readonly isTold?: IsTold;
}

type IsTold = (fetch: Fetch, path: Path | undefined) => boolean;

/**
 * Creates the client's errors from those of the fetches, with the client's response names in their paths. Reports
 * each error once a path. Reports at most `maxErrors` for each fetch, and for the gateway itself.
 */
export function createClientErrors(
  { errors, losses, findDependents, isTold }: FoundErrors,
  answer: AnswerPlaces,
  maxErrors: number,
): ClientErrors {
  const places = createErrorPlaces();
  const told = createTold(places, maxErrors, isTold);
  for (const { fetch, reason, path, telling } of errors) {
    if (telling === 'if unexplained') continue;
    for (const place of clientPaths(path, answer)) {
      if (telling === 'always') told.add(fetch, reason, place);
      else places.mark(place);
    }
  }
  const placesOf = createPlacesOf(answer.data);
  const isCertain = ({ telling }: Loss): boolean => telling !== 'if unexplained';
  for (const { fetch, targets, reasons, telling } of losses.filter(isCertain)) {
    for (const field of lostFields(placesOf(fetch, targets), fetch.path, fetch.rootFields, answer)) {
      if (telling === 'always') for (const reason of reasons) told.add(fetch, reason, field);
      else places.mark(field);
    }
  }
  const explain = (fetch: Fetch, reason: ClientError, path: Path | undefined): void => {
    if (path === undefined || !places.covers(path)) told.add(fetch, reason, path);
  };
  const explainFields = ({ fetch, targets, reasons: [reason] }: Loss, { path, names }: Dependent): void => {
    for (const field of lostFields(placesOf(fetch, targets), path, names, answer))
      explain(fetch, reason, field);
  };
  for (const loss of losses.filter(isCertain)) {
    for (const dependent of findDependents(loss.fetch)) explainFields(loss, dependent);
  }
  for (const { fetch, reason, path, telling } of errors) {
    if (telling !== 'if unexplained') continue;
    for (const place of clientPaths(path, answer)) explain(fetch, reason, place);
  }
  for (const loss of losses.filter((each) => !isCertain(each))) {
    const { path, rootFields: names } = loss.fetch;
    for (const dependent of [{ path, names }, ...findDependents(loss.fetch)]) explainFields(loss, dependent);
  }
  let added = 0;
  return {
    list: told.list,
    addUncovered(path, message, code) {
      if (places.covers(path) || added >= maxErrors) return;
      added += 1;
      places.mark(path);
      told.list.push(engineError(message, [...path], code));
    },
  };
}

function createTold(places: ErrorPlaces, maxErrors: number, isTold: IsTold = () => true) {
  const list: GraphQLError[] = [];
  const counts = new Map<Fetch, number>();
  return {
    list,
    add(fetch: Fetch, { message, code, ...details }: ClientError, path: Path | undefined): void {
      const { subgraphName: serviceName } = fetch;
      const count = counts.get(fetch) ?? 0;
      if (count >= maxErrors || !isTold(fetch, path)) {
        places.mark(path);
        return;
      }
      if (!places.add(path, `${serviceName} ${code} ${message}`)) return;
      counts.set(fetch, count + 1);
      list.push(toGraphQLError(message, path, code, { ...details, serviceName }));
    },
  };
}

/** Creates a function that finds the places of a loss in the merged answer. It locates each path once. */
function createPlacesOf(data: JsonObject) {
  const located = new Map<FlattenPath, ReturnType<typeof locateTargets>>();
  return ({ path }: Fetch, targets: readonly JsonObject[]): readonly Path[] => {
    const known = located.get(path) ?? locateTargets(data, path);
    located.set(path, known);
    return targets.flatMap((target) => known.get(target) ?? []);
  };
}

/** Yields the paths of unanswered fields with these names, on the objects at `path` that contain the places. */
function* lostFields(
  places: readonly Path[],
  path: FlattenPath,
  names: readonly string[],
  answer: AnswerPlaces,
): Iterable<Path> {
  for (const place of places) yield* unansweredPaths(place.slice(0, path.length), names, answer);
}

/** Message for a fault of the engine. Its cause is for the log. */
export const faultMessage = 'The gateway failed.';

/** Message for a place that the caller is not authorized to see. It must reveal nothing else. */
export const refusedMessage = 'Unauthorized field or type';

/** Creates the error of an answer, or of a deferred part of it, that exceeds its limit. */
export function tooLargeError(maxBytes: number, path: Path | undefined): GraphQLError {
  const message = `The response must be at most ${maxBytes} bytes, but this one is larger. Request less at once.`;
  return engineError(message, path, 'RESPONSE_TOO_LARGE');
}

/** Creates the error of a deferred part that failed because of the engine itself. */
export function faultError(path: Path): GraphQLError {
  return engineError(faultMessage, path, 'INTERNAL_SERVER_ERROR');
}

/** Creates an error that the engine itself reports. */
export function engineError(message: string, path: Path | undefined, code: EngineErrorCode): GraphQLError {
  return toGraphQLError(message, path, code, {});
}

/** Creates an error without a stack. The place where the engine creates it explains nothing, and must not be sent. */
function toGraphQLError(
  message: string,
  path: Path | undefined,
  code: string,
  {
    serviceName,
    details,
    originalError,
  }: Pick<ClientError, 'details' | 'originalError'> & { readonly serviceName?: string },
): GraphQLError {
  const extensions: Readonly<Record<string, unknown>> = {
    code,
    ...(serviceName !== undefined && { serviceName }),
    ...details,
  };
  const error = new GraphQLError(message, { path, extensions, originalError: originalError ?? null });
  error.stack = `${error.name}: ${message}`;
  return error;
}
