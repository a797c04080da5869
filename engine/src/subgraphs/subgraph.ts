import type { GatewayGraphQLRequestContext } from '@apollo/server-gateway-interface';
import type { RestrictCache } from './cache-control.ts';

/** A service that answers GraphQL requests of the gateway; implement it to reach subgraphs in another way. */
export interface Subgraph {
  /**
   * Answers one request. What it resolves with is validated by the gateway; a failure to get an answer rejects,
   * with a {@link SubgraphError} where the code is known. It is called once a fetch, and again for it only where
   * {@link createResilientSubgraph} stands before it.
   */
  execute(request: SubgraphRequest): Promise<SubgraphAnswer>;
  /** Releases connections; no request follows. */
  close?(): Promise<void>;
}

/** A subgraph as a supergraph names it. */
export interface SubgraphDefinition {
  readonly name: string;
  readonly url: string;
}

/** What the gateway asks of a subgraph, and for whom. */
export interface SubgraphRequest {
  /** The operation's text, the same string for every request of the same fetch: it can key a cache. */
  readonly query: string;
  readonly operationName: string | undefined;
  readonly operationKind: 'query' | 'mutation';
  readonly variables: Readonly<Record<string, unknown>>;
  /** The request as the JSON body of GraphQL over HTTP, which `variables` is parsed from when it is read. */
  readonly body: string;
  /** Where in the client's answer the fetch's objects are, by its response names; `@` stands for every element. */
  readonly path: readonly string[];
  /** Headers that this request alone carries; present only where the supergraph's manager asks. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Aborts when the client has gone; absent for mutations, which always run to their end. */
  readonly signal: AbortSignal | undefined;
  /** When nobody waits for the answer any more, by `performance.now()`; undefined where no deadline is set. */
  readonly deadline: number | undefined;
  readonly client: ClientRequest;
  /** Told of what goes over HTTP; present only where the client is told how its operation is executed. */
  readonly observer?: ExchangeObserver | undefined;
}

/** Whom a subgraph tells of its exchanges over HTTP. The bytes are those of the bodies on the wire. */
export interface ExchangeObserver {
  /** A request is sent, for the first time or again. */
  onRequest(bytes: number): void;
  /** An answer was read; without its bytes where they are not known. */
  onResponse(status: number, bytes?: number): void;
}

/** The client's request that a subgraph request serves. */
export interface ClientRequest {
  /** The client's HTTP headers, absent where the operation did not come over HTTP. */
  readonly headers: ClientHeaders | undefined;
  /** Apollo Server's `contextValue`. */
  readonly contextValue: Readonly<Record<string, unknown>>;
  /** All that Apollo Server knows of the request; absent where the gateway asks for itself. */
  readonly requestContext: GatewayGraphQLRequestContext | undefined;
  /**
   * Restricts how long the client's whole answer may be kept. A subgraph calls it for each answer; where none does, Apollo
   * Server has the answer not kept.
   */
  readonly restrictCache: RestrictCache;
}

/** The client's HTTP headers by lower-case name. */
export interface ClientHeaders {
  get(name: string): string | null | undefined;
}

/** A subgraph's answer as it came; nothing in it is trusted. */
export interface SubgraphAnswer {
  readonly data?: unknown;
  readonly errors?: unknown;
}
