/** An operation that clients send. */
export interface ClientOperation {
  /** The operation's own name, or the beginning of its text. */
  readonly name: string;
  readonly text: string;
  /** How often it was recorded; undefined where it comes from a manifest, which does not count. */
  readonly count: number | undefined;
  /** The file that tells of it. */
  readonly source: string;
}

/** A change of the API after which some document or client could fail. */
export interface BreakingChange {
  /** The change as a sentence. */
  readonly message: string;
  /** The schema coordinate that changed, as in `User.name`. */
  readonly coordinate: string;
  /** The operations that it would break. */
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

/** The subgraphs that an operation's plan asks, one entry a fetch, where that changes. */
export interface FetchChange {
  readonly operation: ClientOperation;
  readonly before: readonly string[];
  readonly after: readonly string[];
}

/** What a change of the graph comes to, judged against the operations that clients send. */
export interface GraphChange {
  /** Whether nothing that clients send would break. */
  readonly accepted: boolean;
  readonly breaking: readonly BreakingChange[];
  readonly broken: readonly BrokenOperation[];
  /** Changes that some clients may notice, as sentences. */
  readonly dangerous: readonly string[];
  /** Changes that no client can notice but by using them, as sentences. */
  readonly additions: readonly string[];
  readonly deprecatedUses: readonly DeprecatedUse[];
  readonly fetches: readonly FetchChange[];
  /** Operations that were not valid before either, and are not judged. */
  readonly alreadyInvalid: readonly BrokenOperation[];
  /** How many operations were judged. */
  readonly operations: number;
}
