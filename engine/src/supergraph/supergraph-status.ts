/** Which supergraph is served, as data for a readiness probe. */
export interface SupergraphStatus {
  /** The supergraph that requests are answered with; undefined until the gateway is loaded. */
  readonly serving: ServedSupergraph | undefined;
  /** The last supergraph that was refused since, and why. */
  readonly refused: RefusedSupergraph | undefined;
}

/** A supergraph that is served. */
export interface ServedSupergraph {
  /** The first 16 hexadecimal digits of the SHA-256 of its SDL. */
  readonly id: string;
  readonly since: Date;
}

/** A supergraph that is not served, since it cannot be. */
export interface RefusedSupergraph {
  readonly id: string;
  readonly at: Date;
  /** Sentences for whoever runs the gateway; not for clients. */
  readonly errors: readonly string[];
}

/** Outcome of a new supergraph. */
export type SupergraphEvent =
  | ({
      readonly outcome: 'served';
      /** The SDL that is served from now on. */
      readonly supergraphSdl: string;
      /** Milliseconds from the update to the first request on it. */
      readonly buildMs: number;
      readonly warmUp: WarmUpReport;
    } & ServedSupergraph)
  | ({ readonly outcome: 'refused' } & RefusedSupergraph);

/** What became of the operations that are planned on a supergraph before it is served. */
export interface WarmUpReport {
  readonly planned: number;
  /** Those that do not fit its schema: clients who go on asking them get errors. */
  readonly invalid: number;
  /** Those that there was no time for. */
  readonly left: number;
  /** Each that was not planned, those that are invalid included, by name or beginning. */
  readonly failed: readonly { readonly operation: string; readonly reason: string }[];
}
