/** An operation that a load sends repeatedly. `%N%` is replaced by a number that is never used twice. */
export type LoadOperation = {
  readonly query: string;
  /** The expected data, as JSON. */
  readonly data: string;
  /**
   * Other answers that do not count as failures: a validation error under the current schema, or the error of
   * a failing subgraph.
   */
  readonly tolerates: 'nothing' | 'invalid' | 'subgraph errors' | 'refused planning';
};

/** Figures of a load. */
export type LoadCounts = {
  readonly requests: number;
  /** Requests without an answer, or with unexpected errors. */
  readonly failed: number;
  /** Answers with wrong data. */
  readonly wrong: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly maxMs: number;
};
