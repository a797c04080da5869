import type { ClientRequest } from '../subgraphs/subgraph.ts';

/** How the rules of `@authenticated`, `@requiresScopes` and `@policy` are decided. */
export interface AuthorizationOptions {
  /** Who asks; called once a request, where the operation touches a rule. */
  readonly viewer: (client: ClientRequest) => AccessViewer;
  /**
   * What decides each policy of the supergraph, by its name. A supergraph with another one is refused. Each that an
   * operation touches is called once a request; one that throws is logged, and does not hold. default: none
   */
  readonly policies?: Readonly<Record<string, AccessPolicy>>;
  /** Whether an operation is refused as a whole where any of it is. default: false */
  readonly rejectUnauthorized?: boolean;
}

/** What rules are told of a caller. */
export interface AccessViewer {
  readonly authenticated: boolean;
  readonly scopes: ReadonlySet<string>;
}

/** Whether a policy holds for a caller. */
export type AccessPolicy = (client: ClientRequest) => boolean | Promise<boolean>;
