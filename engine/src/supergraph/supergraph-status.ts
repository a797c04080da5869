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

/** What became of a new supergraph. */
export type SupergraphEvent =
  | ({ readonly outcome: 'served' } & ServedSupergraph)
  | ({ readonly outcome: 'refused' } & RefusedSupergraph);
