import type { ClientRequest } from '../subgraphs/subgraph.ts';

/** Options for deciding `@authenticated`, `@requiresScopes` and `@policy`. */
export interface AuthorizationOptions {
  /** Returns the caller's identity and scopes. Called once for each request with an operation that has rules. */
  readonly viewer: (client: ClientRequest) => AccessViewer;
  /**
   * Functions that decide the supergraph's policies, by name. A supergraph with any other policy is refused. Each
   * policy of an operation is called once for each request. A policy that throws is logged and counts as not met.
   * default: none
   */
  readonly policies?: Readonly<Record<string, AccessPolicy>>;
  /** If true, an operation is refused as a whole if any part of it is refused. default: false */
  readonly rejectUnauthorized?: boolean;
}

/** Caller, as far as rules need it. */
export interface AccessViewer {
  readonly authenticated: boolean;
  readonly scopes: ReadonlySet<string>;
}

/** Function that returns true if a caller meets a policy. */
export type AccessPolicy = (client: ClientRequest) => boolean | Promise<boolean>;
