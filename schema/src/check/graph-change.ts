/** An operation that clients send. */
export interface ClientOperation {
  /** The operation's name, or the beginning of its text. */
  readonly name: string;
  readonly text: string;
  /** Number of recorded requests, or undefined if it comes from a manifest, which does not count. */
  readonly count: number | undefined;
  readonly source: string;
}

/** A breaking change of the API: some document or client could fail after it. */
export interface BreakingChange {
  readonly message: string;
  /** The schema coordinate that changed, such as `User.name`. */
  readonly coordinate: string;
  readonly breaks: readonly ClientOperation[];
}

/** An operation that is not valid after the change, though it was before. */
export interface BrokenOperation {
  readonly operation: ClientOperation;
  readonly errors: readonly string[];
}

/** Deprecated fields, arguments and enum values that an operation still uses. */
export interface DeprecatedUse {
  readonly operation: ClientOperation;
  readonly uses: readonly string[];
}

/** A change of the subgraphs that an operation's plan fetches from. One entry for each fetch. */
export interface FetchChange {
  readonly operation: ClientOperation;
  readonly before: readonly string[];
  readonly after: readonly string[];
}

/** Verdict on a change of the graph, judged against the operations that clients send. */
export interface GraphChange {
  /** Whether every operation that clients send still works. */
  readonly accepted: boolean;
  readonly breaking: readonly BreakingChange[];
  readonly broken: readonly BrokenOperation[];
  /** Changes that some clients may notice, as sentences. */
  readonly dangerous: readonly string[];
  /** Additions that affect only clients that use them, as sentences. */
  readonly additions: readonly string[];
  readonly deprecatedUses: readonly DeprecatedUse[];
  readonly fetches: readonly FetchChange[];
  /** Operations that were not valid before either, and are not judged. */
  readonly alreadyInvalid: readonly BrokenOperation[];
  readonly operations: number;
}
