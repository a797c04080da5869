import type { GraphQLSchema } from 'graphql';
import type { EngineErrorCode, SubgraphErrorCode } from '../error-codes.ts';
import type { ClientRequest } from '../subgraphs/subgraph.ts';
import type { TraceRecorder } from '../trace/trace-recorder.ts';
import type { JsonObject } from './json-object.ts';
import type { LargeAnswers } from './large-answers.ts';
import type { FetchError, Loss } from './response-errors.ts';

/** One request under way: what its steps share. */
export interface Execution {
  /** The answer so far, in the planner's response names; it grows with each fetch. */
  data: JsonObject;
  readonly errors: FetchError[];
  readonly losses: Loss[];
  /** As the client gave them, already found to be valid. */
  readonly variables: Readonly<Record<string, unknown>>;
  /** The variables with their defaults, by which conditions are decided. */
  readonly coercedVariables: Readonly<Record<string, unknown>>;
  readonly client: ClientRequest;
  readonly signal: AbortSignal | undefined;
  /** With the types that clients do not see. */
  readonly schema: GraphQLSchema;
  readonly settings: ExecutionSettings;
  /** Present where the client is told how its operation is executed. */
  readonly trace: TraceRecorder | undefined;
}

/** What is the same for every request. */
export interface ExecutionSettings {
  /** How many errors of one fetch, and how many invalid values of one answer, a client is told about. */
  readonly maxErrorsPerFetch: number;
  readonly onSubgraphError: (failure: SubgraphFailure) => void;
  readonly onClientGone: (subgraph: string) => void;
  readonly largeAnswers: LargeAnswers;
}

/** A fetch that failed as a whole, with all that is known; for the log, not for clients. */
export interface SubgraphFailure {
  readonly subgraph: string;
  readonly code: FailureCode;
  readonly operationName: string | undefined;
  readonly cause: unknown;
}

/** Why a fetch failed as a whole. `DOWNSTREAM_SERVICE_ERROR`: the subgraph answered with errors and without data. */
export type FailureCode = SubgraphErrorCode | Extract<EngineErrorCode, 'DOWNSTREAM_SERVICE_ERROR'>;
