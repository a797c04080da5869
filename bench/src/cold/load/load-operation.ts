/** An operation that a load sends over and over. `%N%` in it stands for a number that is never used twice. */
export type LoadOperation = {
  readonly query: string;
  /** The data of a right answer, as JSON. */
  readonly data: string;
  /**
   * Which answers are no failure besides the right one: one of an operation that the schema of the moment does not allow,
   * or one with the error of a subgraph.
   */
  readonly tolerates: 'nothing' | 'invalid' | 'subgraph errors' | 'refused planning';
};

/** What a load measured. */
export type LoadCounts = {
  readonly requests: number;
  /** Without an answer, or with one that has errors which it must not have. */
  readonly failed: number;
  /** With other data than there is. */
  readonly wrong: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly maxMs: number;
};
