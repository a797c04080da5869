import type { ExchangeObserver } from '../subgraphs/subgraph.ts';

/** Writes down how one request is executed, while it is. Times are milliseconds since it was made. */
export interface TraceRecorder {
  planningBegins(): void;
  planningEnds(isCached: boolean): void;
  /** A fetch is sent. `slots` says for each object which representation stands for it; -1 for none, empty for no entities. */
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
  readonly representations: { readonly asked: number; readonly sent: number } | undefined;
  durationMs: number;
  attempts: number;
  status: number | undefined;
  bytesSent: number | undefined;
  bytesReceived: number | undefined;
  isFailed: boolean;
  readonly codes: Set<string>;
}

/** A recorder whose time begins now. A fetch is known by its identity, and is sent once a request. */
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
      const record = createRecord(elapsedMs(), slots);
      records.set(fetch, record);
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

function createRecord(startMs: number, slots: readonly number[]): FetchRecord {
  const asked = slots.filter((slot) => slot !== -1);
  return {
    startMs,
    representations: asked.length === 0 ? undefined : { asked: asked.length, sent: new Set(asked).size },
    durationMs: 0,
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
