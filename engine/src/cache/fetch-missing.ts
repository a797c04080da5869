import { isJsonObject } from '../json-object.ts';
import { cacheUse, type Subgraph, type SubgraphAnswer, type SubgraphRequest } from '../subgraphs/subgraph.ts';
import { SubgraphError } from '../subgraphs/subgraph-error.ts';
import type { ReadCacheOptions } from './cache-options.ts';
import { type CacheQuestion, partsOf } from './cache-question.ts';
import type { CacheOrigin, FoundEntries, NewEntries } from './cache-store.ts';
import { dataOf, readValues, useValues, type Values } from './cached-answer.ts';
import { copyJson } from './copy-json.ts';
import { deriveRequest, type Restriction, withRestriction } from './derived-request.ts';
import type { Fills } from './fills.ts';
import { type Freshness, readFreshness } from './freshness.ts';
import { viewerTagOf } from './value-tags.ts';

/** Request with the values that were found for it. */
interface Asked {
  readonly request: SubgraphRequest;
  readonly question: CacheQuestion;
  readonly values: Values;
  readonly version: FoundEntries['version'];
}

/** Answer with its cache headers, and the time of its request. */
interface Received {
  readonly answer: SubgraphAnswer;
  readonly headers: readonly Restriction[];
  readonly sentAt: number;
}

/** Fetches what is missing, stores it if it may be stored, and returns it with what was found. */
export async function fetchMissing(
  subgraph: Subgraph,
  asked: Asked,
  options: ReadCacheOptions,
  fills: Fills,
): Promise<SubgraphAnswer> {
  const { request, question, values } = asked;
  const headers: Restriction[] = [];
  // The value may be as old as the request, so its age counts from there.
  const sentAt = options.now();
  let answer: SubgraphAnswer;
  try {
    answer = await subgraph.execute(requestMissing(asked, headers));
    checkMissing(answer, asked);
  } catch (cause) {
    return fallBack(cause, asked, options.now());
  }
  for (const each of headers) request.client.restrictCache(each);
  const isKept = store({ answer, headers, sentAt }, asked, options, fills);
  const use = {
    ...useValues(request, question, values.entries, options.now()),
    misses: values.missing.length,
  };
  const { data, errors } = answer;
  if (values.missing.length === question.names.length)
    return isKept ? { data, errors, [cacheUse]: use } : { data, errors };
  const parts = readValues(values.entries);
  const fetched = entitiesOf(answer);
  values.missing.forEach((index, position) => {
    parts[index] = fetched[position] ?? null;
  });
  return {
    data: dataOf(question, parts),
    errors: moveErrors(errors, values.missing),
    [cacheUse]: use,
  };
}

/** Creates the request for what is missing. The answer's cache headers are added to the list. */
function requestMissing({ request, question, values }: Asked, headers: Restriction[]): SubgraphRequest {
  const client = withRestriction(request.client, (each) => void headers.push(each));
  const { around, names } = question;
  if (around === undefined || values.missing.length === names.length)
    return deriveRequest(request, { client });
  const representations = partsOf(names, values.missing);
  const text = representations.join();
  const body = `${around.before}${text}${around.after}`;
  return deriveRequest(request, { client, representations, body }, () => ({
    ...request.variables,
    representations: JSON.parse(`[${text}]`),
  }));
}

/** Throws if an answer about some entities does not have one for each, since it could not be joined with the others. */
function checkMissing(answer: SubgraphAnswer, { question, values }: Asked): void {
  const { length } = values.missing;
  if (length === question.names.length || entitiesOf(answer).length === length) return;
  const errors = Array.isArray(answer.errors) && answer.errors.length > 0;
  if (errors && entitiesOf(answer).length === 0) return;
  throw new SubgraphError('SUBREQUEST_MALFORMED_RESPONSE', `_entities must have ${length} elements`, {
    kind: 'lying',
  });
}

/** Returns the values that can be used although the subgraph fails. Rethrows the failure if there are none. */
function fallBack(cause: unknown, { request, question, values }: Asked, at: number): SubgraphAnswer {
  const { missing, entries, fallbacks } = values;
  const used = isOutage(cause) ? entries.map((entry, index) => entry ?? fallbacks[index]) : entries;
  if (used.every((entry) => entry === undefined)) throw cause;
  const lost = new Set(missing.filter((index) => used[index] === undefined));
  const use = { ...useValues(request, question, used, at), misses: missing.length, failed: { cause, lost } };
  return { data: dataOf(question, readValues(used)), [cacheUse]: use };
}

/** Codes of failures in which a subgraph did not refuse this client. */
const outages: ReadonlySet<string> = new Set([
  'SUBGRAPH_UNAVAILABLE',
  'SUBGRAPH_OVERLOADED',
  'GATEWAY_TIMEOUT',
]);

function isOutage(cause: unknown): boolean {
  return cause instanceof SubgraphError && (cause.kind !== 'refused' || outages.has(cause.code));
}

/** Stores the values of an answer without errors, for as long as its headers allow. Returns false if they do not. */
function store(
  { answer, headers, sentAt }: Received,
  { request, question, values, version }: Asked,
  options: ReadCacheOptions,
  fills: Fills,
): boolean {
  const freshness = freshnessOf(headers);
  const { isShared } = freshness;
  const seconds = isShared ? freshness.shared : freshness.private;
  const kind = !isWithoutErrors(answer)
    ? 'failed'
    : seconds === 0
      ? 'uncached'
      : isShared
        ? 'public'
        : 'private';
  fills.note(request.query, kind);
  if (kind === 'failed' || kind === 'uncached') return false;
  if (version === undefined) return true;
  const origin: CacheOrigin = {
    ...timesOf(freshness, seconds, sentAt, options),
    types: request.types?.() ?? [],
    viewerTag: isShared ? undefined : viewerTagOf(question.client.viewer),
  };
  const group = isShared ? question.everyone : question.viewer;
  const parts = question.around === undefined ? [answer.data] : entitiesOf(answer);
  const names = partsOf(question.names, values.missing);
  options.store.put(version, { group, origin, names, values: copyParts(parts) });
  return true;
}

/** Copies the objects among the parts of an answer, as others are merged into it. None can be copied if one nests too deeply. */
function copyParts(parts: readonly unknown[]): NewEntries['values'] {
  try {
    return parts.map((part) => (isJsonObject(part) ? copyJson(part) : undefined));
  } catch {
    return [];
  }
}

/** Returns the freshness that a request's only answer states. A subgraph of another kind may state several or none. */
function freshnessOf(headers: readonly Restriction[]): Freshness {
  const [only] = headers;
  return readFreshness(headers.length === 1 && typeof only === 'object' ? only : {});
}

function timesOf(
  { ageSeconds, staleWhileRevalidate, staleIfError }: Freshness,
  seconds: number,
  sentAt: number,
  { staleWhileRevalidateSeconds, staleIfErrorSeconds }: ReadCacheOptions,
): Pick<CacheOrigin, 'bornAt' | 'freshUntil' | 'revalidateUntil' | 'fallbackUntil'> {
  const freshUntil = sentAt + seconds * 1_000;
  return {
    bornAt: sentAt - ageSeconds * 1_000,
    freshUntil,
    revalidateUntil: freshUntil + (staleWhileRevalidate ?? staleWhileRevalidateSeconds) * 1_000,
    fallbackUntil: freshUntil + (staleIfError ?? staleIfErrorSeconds) * 1_000,
  };
}

function isWithoutErrors({ errors }: SubgraphAnswer): boolean {
  return (errors ?? undefined) === undefined || (Array.isArray(errors) && errors.length === 0);
}

function entitiesOf({ data }: SubgraphAnswer): readonly unknown[] {
  const entities = isJsonObject(data) ? data._entities : undefined;
  return Array.isArray(entities) ? entities : [];
}

/** Moves the paths of errors from the positions in the smaller request to those in the whole one. */
function moveErrors(errors: unknown, missing: readonly number[]): unknown {
  if (!Array.isArray(errors)) return errors;
  return errors.map((error: unknown) => {
    if (!isJsonObject(error) || !Array.isArray(error.path)) return error;
    const [root, position, ...rest] = error.path;
    const index = typeof position === 'number' ? missing[position] : undefined;
    return index === undefined ? error : { ...error, path: [root, index, ...rest] };
  });
}
