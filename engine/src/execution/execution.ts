import type { GraphQLSchema } from 'graphql';
import type { EngineErrorCode, SubgraphErrorCode } from '../error-codes.ts';
import type { JsonObject } from '../json-object.ts';
import type { ClientRequest } from '../subgraphs/subgraph.ts';
import type { TraceRecorder } from '../trace/trace-recorder.ts';
import type { LargeAnswers } from './large-answers.ts';
import type { FetchError, Loss } from './response-errors.ts';

/** State of one request in flight, shared by its steps. */
export interface Execution {
  /** Merged answer so far, with the planner's response names. */
  data: JsonObject;
  readonly errors: FetchError[];
  readonly losses: Loss[];
  /** Variables as the client sent them, already validated. */
  readonly variables: Readonly<Record<string, unknown>>;
  /** Coerced variables with their defaults, which decide conditions. */
  readonly coercedVariables: Readonly<Record<string, unknown>>;
  readonly client: ClientRequest;
  readonly signal: AbortSignal | undefined;
  /** Supergraph schema, including types that clients do not see. */
  readonly schema: GraphQLSchema;
  readonly settings: ExecutionSettings;
  /** Trace recorder; undefined unless the client receives a trace. */
  readonly trace: TraceRecorder | undefined;
}

/** Settings that are the same for every request. */
export interface ExecutionSettings {
  /** Maximum number of errors that a client receives for one fetch, and for the invalid values of one answer. */
  readonly maxErrorsPerFetch: number;
  readonly onSubgraphError: (failure: SubgraphFailure) => void;
  readonly onClientGone: (subgraph: string) => void;
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
