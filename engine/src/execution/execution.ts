import type { GraphQLSchema } from 'graphql';
import type { DeferredPart } from '../compile/steps.ts';
import type { EngineErrorCode, SubgraphErrorCode } from '../error-codes.ts';
import type { JsonObject } from '../json-object.ts';
import type { ClientRequest, SubgraphAnswer } from '../subgraphs/subgraph.ts';
import type { OperationObserver } from '../trace/operation-observer.ts';
import type { LargeAnswers } from './large-answers.ts';
import type { FetchError, Loss } from './response-errors.ts';

/** State of one request in flight, shared by its steps. */
export interface Execution {
  /** Merged answer so far, with the planner's response names. */
  data: JsonObject;
  readonly errors: FetchError[];
  readonly losses: Loss[];
  /** Values of a cache that were used although they were no longer fresh. */
  readonly stale: StaleFetch[];
  /** Variables as the client sent them, already validated. */
  readonly variables: Readonly<Record<string, unknown>>;
  /** Coerced variables with their defaults, which decide conditions. */
  readonly coercedVariables: Readonly<Record<string, unknown>>;
  readonly client: ClientRequest;
  readonly signal: AbortSignal | undefined;
  /** Supergraph schema, including types that clients do not see. */
  readonly schema: GraphQLSchema;
  readonly settings: ExecutionSettings;
  /** Observer of the operation; undefined unless it is observed. */
  readonly observer: OperationObserver | undefined;
  /** Deferred parts of the plan; undefined if the operation has none. */
  readonly parts?: DeferredParts | undefined;
  /**
   * For a deferred part: resolves when the surrounding part was delivered. Until then the merged answer must
   * not change.
   */
  readonly mayMerge?: Promise<void> | undefined;
  /** Delivery of this execution's result, for the parts inside it; undefined if the operation has none. */
  readonly delivery?: Release | undefined;
  /** Event of a subscription; undefined for other operations. */
  readonly event?: SubgraphAnswer | undefined;
}

/** Fetch whose answer has values of a cache that are no longer fresh. */
export interface StaleFetch {
  readonly subgraph: string;
  /** Age of the oldest value, in seconds. */
  readonly ageSeconds: number;
}

/** Deferred parts of one operation's plan, while they run. */
export interface DeferredParts {
  /** Lets the parts that wait for a milestone start. */
  reach(milestone: string): void;
  /** Starts a part once its milestones are reached. It has errors of its own, and shares the merged answer. */
  start(part: DeferredPart, around: Execution, run: RunPart): void;
  /** Returns the run of a part, or undefined if the plan has no such part. */
  find(label: string): PartRun | undefined;
  /** Returns the runs of all parts that were started. */
  all(): Iterable<PartRun>;
  /** Waits until one more part has ended. */
  next(): Promise<void>;
}

/** Function that runs the step of a part. */
export type RunPart = (execution: Execution) => Promise<void> | undefined;

/** Run of a deferred part. */
export interface PartRun {
  readonly part: DeferredPart;
  readonly execution: Execution;
  /** Outcome, or undefined while the part runs. */
  outcome: 'ended' | { readonly problem: unknown } | undefined;
}

/** Lets the deferred parts inside an execution merge their answers. */
export interface Release {
  readonly released: Promise<void>;
  readonly release: () => void;
}

/** Settings that are the same for every request. */
export interface ExecutionSettings {
  /** Maximum number of errors that a client receives for one fetch, and for the invalid values of one answer. */
  readonly maxErrorsPerFetch: number;
  readonly onSubgraphError: (failure: SubgraphFailure) => void;
  readonly onClientGone: (subgraph: string) => void;
  /** Called for a fault of the engine that fails a part of an answer. */
  readonly onFault: (fault: unknown, client: ClientRequest) => void;
  readonly largeAnswers: LargeAnswers;
}

/** Fetch that failed as a whole, with its cause. For the log, not for clients. */
export interface SubgraphFailure {
  readonly subgraph: string;
  readonly code: FailureCode;
  readonly operationName: string | undefined;
  readonly cause: unknown;
}

/**
 * Reasons why a fetch failed as a whole. `DOWNSTREAM_SERVICE_ERROR`: the subgraph answered with errors and without
 * data.
 */
export type FailureCode = SubgraphErrorCode | Extract<EngineErrorCode, 'DOWNSTREAM_SERVICE_ERROR'>;
