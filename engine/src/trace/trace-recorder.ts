import type { ExchangeObserver } from '../subgraphs/subgraph.ts';

/** Writes down how one request is executed, while it is. Times are milliseconds since it was made. */
export interface TraceRecorder {
  planningBegins(): void;
  planningEnds(isCached: boolean): void;
  /** Records that a fetch is sent. `slots` has each object's representation; -1 for none, empty if it fetches no entities. */
  fetchBegins(fetch: object, slots: readonly number[]): FetchRecorder;
  /** It has no answer that can be used. */
  fetchFailed(fetch: object): void;
  errorFound(fetch: object, code: string): void;
  /** What a fetch came to; undefined where it was not sent. */
  fetchOf(fetch: object): FetchRecord | undefined;
  readonly planning: { readonly cached: boolean; readonly ms: number };
  /** The time so far. */
  elapsedMs(): number;
}

/** Writes down one fetch; its subgraph tells of the exchanges over HTTP. */
export interface FetchRecorder extends ExchangeObserver {
  ends(): void;
}

/** A fetch that was sent. */
export interface FetchRecord {
  readonly startMs: number;
  representations: { readonly asked: number; readonly sent: number } | undefined;
  durationMs: number;
  /** Requests, each of which may take several attempts. */
  requests: number;
  attempts: number;
  status: number | undefined;
  bytesSent: number | undefined;
  bytesReceived: number | undefined;
  isFailed: boolean;
  readonly codes: Set<string>;
}

/** Creates a recorder whose time begins now. A fetch is known by its identity; its requests have one record. */
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
    planningEnds(cached) {
      planning = { cached, ms: elapsedMs() - planningFrom };
    },
    fetchBegins(fetch, slots) {
      const record = records.get(fetch) ?? createRecord(elapsedMs());
      records.set(fetch, record);
      record.requests += 1;
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

function createRecord(startMs: number): FetchRecord {
  return {
    startMs,
    representations: undefined,
    durationMs: 0,
    requests: 0,
    attempts: 0,
    status: undefined,
    bytesSent: undefined,
    bytesReceived: undefined,
    isFailed: false,
    codes: new Set(),
  };
}

function createFetchRecorder(record: FetchRecord, elapsedMs: () => number): FetchRecorder {
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
    ends() {
      record.durationMs = elapsedMs() - record.startMs;
    },
  };
}
