import { isJsonObject, type JsonObject } from '../json-object.ts';
import { cacheUse, type Subgraph, type SubgraphAnswer, type SubgraphRequest } from '../subgraphs/subgraph.ts';
import { SubgraphError } from '../subgraphs/subgraph-error.ts';
import type { ReadCacheOptions } from './cache-options.ts';
import { type CacheQuestion, createTags } from './cache-question.ts';
import type { CacheEntry, KeyedEntry } from './cache-store.ts';
import { describeUse, restrictClient, type Values } from './cached-answer.ts';
import { copyJson } from './copy-json.ts';
import { deriveRequest, type Restriction, withRestriction } from './derived-request.ts';
import type { Fills } from './fills.ts';
import { type Freshness, readFreshness } from './freshness.ts';

/** Request with the values that were found for it. */
interface Asked {
  readonly request: SubgraphRequest;
  readonly question: CacheQuestion;
  readonly values: Values;
  /** Version of the store before the search. */
  readonly version: number;
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
  const isWhole = values.missing.length === question.everyone.length;
  // Its entries are stored as copies, because the client's result is merged into these objects.
  store({ answer, headers, sentAt }, asked, options, fills);
  const at = options.now();
  const used = values.entries.filter((entry) => entry !== undefined);
  restrictClient(request, used, at);
  const use = { ...describeUse(used, at), misses: values.missing.length };
  if (isWhole) return { data: answer.data, errors: answer.errors, [cacheUse]: use };
  const fetched = entitiesOf(answer);
  const entities = joinEntities(values, (_, position) => fetched[position] ?? null);
  return {
    data: { _entities: entities },
    errors: moveErrors(answer.errors, values.missing),
    [cacheUse]: use,
  };
}

/** Creates the request for what is missing. The answer's cache headers are added to the list. */
function requestMissing({ request, question, values }: Asked, headers: Restriction[]): SubgraphRequest {
  const client = withRestriction(request.client, (each) => void headers.push(each));
  const { around } = question;
  const all = request.representations ?? [];
  if (around === undefined || values.missing.length === all.length) return deriveRequest(request, { client });
  const representations = values.missing.flatMap((index) => all[index] ?? []);
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
  if (length === question.everyone.length || entitiesOf(answer).length === length) return;
  const errors = Array.isArray(answer.errors) && answer.errors.length > 0;
  if (errors && entitiesOf(answer).length === 0) return;
  throw new SubgraphError('SUBREQUEST_MALFORMED_RESPONSE', `_entities must have ${length} elements`, {
    kind: 'lying',
  });
}

/** Returns the values that can be used although the subgraph fails. Rethrows the failure if there are none. */
function fallBack(cause: unknown, { request, question, values }: Asked, at: number): SubgraphAnswer {
  const { missing, entries, fallbacks } = values;
  const found = missing.map((index) => (isOutage(cause) ? fallbacks[index] : undefined));
  const used = [...entries, ...found].filter((entry) => entry !== undefined);
  if (used.length === 0) throw cause;
  const slots = new Set(missing.filter((_, position) => found[position] === undefined));
  restrictClient(request, used, at);
  const lost = slots.size === 0 ? undefined : { slots, cause };
  const use = { ...describeUse(used, at), misses: missing.length, lost };
  if (question.around === undefined) return { data: copyJson(used[0]?.value ?? null), [cacheUse]: use };
  const entities = joinEntities(values, (_, position) => copyOf(found[position]));
  return { data: { _entities: entities }, [cacheUse]: use };
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

/** Stores the values of an answer without errors, for as long as its headers allow. */
function store(
  { answer, headers, sentAt }: Received,
  { request, question, values, version }: Asked,
  options: ReadCacheOptions,
  fills: Fills,
): void {
  const freshness = freshnessOf(headers);
  const { isShared } = freshness;
  const seconds = isShared ? freshness.shared : freshness.private;
  const isCacheable = seconds > 0 && isWithoutErrors(answer);
  fills.note(request.query, isCacheable ? (isShared ? 'public' : 'private') : 'uncached');
  if (!isCacheable) return;
  const times = timesOf(freshness, seconds, sentAt, options);
  const parts = question.around === undefined ? [answer.data] : entitiesOf(answer);
  const keys = isShared ? question.everyone : question.viewer;
  const viewerTag = isShared ? undefined : question.viewerTag;
  const types = request.types?.() ?? [];
  const added = values.missing.flatMap((index, position): readonly KeyedEntry[] => {
    const [key, value] = [keys[index], parts[position]];
    if (key === undefined || !isJsonObject(value)) return [];
    const tags = createTags({ representation: request.representations?.[index], types, viewerTag });
    return [[key, { ...times, value: copyJson(value), isPublic: isShared, tags }]];
  });
  options.store.put(version, added);
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
): Pick<CacheEntry, 'bornAt' | 'freshUntil' | 'revalidateUntil' | 'fallbackUntil'> {
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

/** Returns all entities in their order: copies of those that were found, and the missing ones by position. */
function joinEntities(
  { entries, missing }: Values,
  missingAt: (index: number, position: number) => unknown,
): readonly unknown[] {
  const entities: unknown[] = entries.map(copyOf);
  missing.forEach((index, position) => {
    entities[index] = missingAt(index, position);
  });
  return entities;
}

function copyOf(entry: CacheEntry | undefined): JsonObject | null {
  return entry === undefined ? null : copyJson(entry.value);
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
