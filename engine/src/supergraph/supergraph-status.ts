/** Status of the supergraph, as data for a readiness probe. */
export interface SupergraphStatus {
  /** Supergraph in use; undefined until the gateway is loaded. */
  readonly serving: ServedSupergraph | undefined;
  /** Last supergraph that was refused since, with the reasons. */
  readonly refused: RefusedSupergraph | undefined;
}

/** Supergraph that is served. */
export interface ServedSupergraph {
  /** First 16 hexadecimal digits of the SHA-256 of its SDL. */
  readonly id: string;
  readonly since: Date;
}

/** Supergraph that cannot be served. */
export interface RefusedSupergraph {
  readonly id: string;
  readonly at: Date;
  /** Sentences for operators, not for clients. */
  readonly errors: readonly string[];
}

/** Outcome of a new supergraph. */
export type SupergraphEvent =
  | ({
      readonly outcome: 'served';
      /** SDL that is served from now on. */
      readonly supergraphSdl: string;
      /** Milliseconds from the start of the build until the version is served. */
      readonly buildMs: number;
      readonly warmUp: WarmUpReport;
    } & ServedSupergraph)
  | ({ readonly outcome: 'refused' } & RefusedSupergraph);

/** Result of planning operations on a supergraph before it is served. */
export interface WarmUpReport {
  readonly planned: number;
  /** Number of operations that do not fit the schema. Clients that still send them get errors. */
  readonly invalid: number;
  /** Number of operations that were not planned for lack of time. */
  readonly left: number;
  /** Operations that were not planned, including invalid ones, by their name or the start of their text. */
  readonly failed: readonly { readonly operation: string; readonly reason: string }[];
}
