/** State of the graph at one time. Counts and histograms begin with their process, so a reader compares two snapshots. */
export interface StatusSnapshot {
  /** Time in milliseconds since 1970. */
  readonly at: number;
  /** Worker that measured it; undefined if the gateway is one process. */
  readonly worker?: number;
  readonly processes: readonly ProcessStatus[];
  readonly requests: {
    readonly byStatus: Counts;
    readonly duration: Histogram;
    /** Durations without the time in which requests waited for subgraphs. */
    readonly overhead: Histogram;
    readonly inFlight: number;
  };
  readonly operations: { readonly byOutcome: Counts; readonly cost: Histogram };
  readonly errors: readonly ErrorCount[];
  readonly subgraphs: readonly SubgraphStatus[];
  readonly planning: { readonly hits: number; readonly misses: number; readonly duration: Histogram };
  readonly subscriptions: { readonly open: number; readonly delivered: number; readonly ended: Counts };
  readonly outboxes: readonly OutboxStatus[];
  readonly consumers: readonly ConsumerStatus[];
  readonly slowest: readonly TopOperation[];
  readonly costliest: readonly TopOperation[];
}

/** Counts by name. */
export type Counts = Readonly<Record<string, number>>;

/** Histogram of durations in seconds, or of costs. */
export interface Histogram {
  /** Upper bounds of the buckets. The last bucket has none. */
  readonly bounds: readonly number[];
  /** Number of values in each bucket: one more than there are bounds. */
  readonly counts: readonly number[];
  readonly sum: number;
}

export interface ErrorCount {
  readonly code: string;
  /** Undefined if the error did not come from a subgraph. */
  readonly subgraph?: string;
  readonly count: number;
}

export interface SubgraphStatus {
  readonly name: string;
  /** Undefined if the subgraph runs in the process of the gateway. */
  readonly breaker?: 'closed' | 'half-open' | 'open';
  readonly duration: Histogram;
  readonly failures: number;
  readonly retries: number;
}

/** Figures of one process. All but the name are undefined if it is unreachable. */
export interface ProcessStatus {
  readonly name: string;
  readonly figures?: {
    readonly cpuSeconds: number;
    readonly memoryBytes: number;
    readonly uptimeSeconds: number;
    /** Undefined if the process has no database. */
    readonly connections?: { readonly used: number; readonly max: number; readonly waiting: number };
    /** Durations of SQL statements. */
    readonly statements: Histogram;
  };
}

export interface OutboxStatus {
  readonly service: string;
  readonly reader: string;
  readonly unread: number;
  readonly oldestSeconds: number;
}

export interface ConsumerStatus {
  readonly service: string;
  readonly consumer: string;
  /** Undefined before the first event. */
  readonly delaySeconds?: number;
  readonly retrying: number;
  readonly waiting: number;
  readonly dead: number;
}

/** Operation of a list of the slowest or most expensive ones. */
export interface TopOperation {
  readonly type: string;
  /** Undefined if it is anonymous. */
  readonly name?: string;
  /** First 12 characters of the SHA-256 of its document, which is its persisted id. */
  readonly id: string;
  /** Highest duration in milliseconds, or highest cost. */
  readonly value: number;
  /** Time of that execution, in milliseconds since 1970. */
  readonly at: number;
}
