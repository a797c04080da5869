import type { CacheUse } from '../subgraphs/subgraph.ts';
import type { FetchObserver, OperationObserver } from './operation-observer.ts';
import type { TracedRequest } from './query-trace.ts';

/** Observer that records one request's execution. Times are milliseconds since the recorder was created. */
export interface TraceRecorder extends OperationObserver {
  /** Returns the record of a fetch, or undefined if it was not sent. */
  fetchOf(fetch: object): FetchRecord | undefined;
  readonly planning: { readonly cached: boolean; readonly ms: number };
  /** Returns the time so far. */
  elapsedMs(): number;
}

/** Record of a fetch that was sent. */
export interface FetchRecord {
  readonly startMs: number;
  representations: { readonly asked: number; readonly sent: number } | undefined;
  durationMs: number;
  /** Number of requests, each of which may take several attempts. */
  requests: number;
  attempts: number;
  /** Number of requests without an answer so far. */
  inFlight: number;
  status: number | undefined;
  bytesSent: number | undefined;
  bytesReceived: number | undefined;
  cache: TracedRequest['cache'];
  isFailed: boolean;
  readonly codes: Set<string>;
}

/**
 * Creates a recorder whose time starts now. A fetch is identified by its object, and has one record for all its
 * requests.
 */
export function createTraceRecorder(): TraceRecorder {
  const startedAt = performance.now();
  const elapsedMs = (): number => performance.now() - startedAt;
  const records = new Map<object, FetchRecord>();
  let planningFrom = 0;
  let planning = { cached: false, ms: 0 };
  return {
    planningBegins() {
      planningFrom = elapsedMs();
    },
    planningEnds(outcome) {
      planning = { cached: outcome === 'cached', ms: elapsedMs() - planningFrom };
    },
    costEstimated() {},
    fetchBegins(fetch, slots) {
      const record = records.get(fetch) ?? createRecord(elapsedMs());
      records.set(fetch, record);
      record.requests += 1;
      record.inFlight += 1;
      record.representations = addRepresentations(record.representations, slots);
      return createFetchRecorder(record, elapsedMs);
    },
    fetchFailed(fetch) {
      const record = records.get(fetch);
      if (record !== undefined) record.isFailed = true;
    },
    errorFound: (fetch, code) => records.get(fetch)?.codes.add(code),
    fetchOf: (fetch) => records.get(fetch),
    get planning() {
      return planning;
    },
    elapsedMs,
    ends() {},
  };
}

function addRepresentations(
  known: FetchRecord['representations'],
  slots: readonly number[],
): FetchRecord['representations'] {
  const asked = slots.filter((slot) => slot !== -1);
  if (asked.length === 0) return known;
  const { asked: before, sent } = known ?? { asked: 0, sent: 0 };
  return { asked: before + asked.length, sent: sent + new Set(asked).size };
}

/** Adds the use for another request of the same fetch. */
function addCacheUse(known: FetchRecord['cache'], use: CacheUse): FetchRecord['cache'] {
  return {
    hits: (known?.hits ?? 0) + use.hits,
    misses: (known?.misses ?? 0) + use.misses,
    stale: (known?.stale ?? 0) + use.stale,
    ageSeconds: Math.max(known?.ageSeconds ?? 0, use.ageSeconds),
  };
}

function createRecord(startMs: number): FetchRecord {
  return {
    startMs,
    representations: undefined,
    durationMs: 0,
    requests: 0,
    attempts: 0,
    inFlight: 0,
    status: undefined,
    bytesSent: undefined,
    bytesReceived: undefined,
    cache: undefined,
    isFailed: false,
    codes: new Set(),
  };
}

function createFetchRecorder(record: FetchRecord, elapsedMs: () => number): FetchObserver {
  return {
    onRequest(bytes) {
      record.attempts += 1;
      record.status = undefined;
      record.bytesSent = (record.bytesSent ?? 0) + bytes;
    },
    onResponse(status, bytes) {
      record.status = status;
      if (bytes !== undefined) record.bytesReceived = (record.bytesReceived ?? 0) + bytes;
    },
    cacheUsed(use) {
      record.cache = addCacheUse(record.cache, use);
    },
    ends() {
      record.inFlight -= 1;
      record.durationMs = elapsedMs() - record.startMs;
    },
  };
}
