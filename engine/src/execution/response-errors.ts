import type { PlanningErrorCode } from '../planning/operation-planner.ts';
import type { SubgraphErrorCode } from '../subgraphs/subgraph-error.ts';

/** A step of a response path. */
export type PathSegment = string | number;

/** The codes of errors that the gateway itself reports. */
export type GatewayErrorCode =
  | SubgraphErrorCode
  | PlanningErrorCode
  | 'DOWNSTREAM_SERVICE_ERROR'
  | 'INVALID_RESPONSE_VALUE'
  | 'RESPONSE_TOO_LARGE'
  | 'FIELD_NOT_RESOLVABLE'
  | 'UNAUTHORIZED_FIELD_OR_TYPE'
  | 'OPERATION_NOT_SUPPORTED'
  | 'BAD_USER_INPUT'
  | 'INTERNAL_SERVER_ERROR';

/** Something that went wrong while the answer was collected, at a place of the merged answer. */
export interface FetchError {
  readonly message: string;
  readonly code: string;
  readonly serviceName: string;
  /** In the names of the merged answer, list indexes concrete; undefined where the place is not known. */
  readonly path: readonly PathSegment[] | undefined;
  /** False where the place has its error but it is not sent: past the cap, or where another error stands for it. */
  readonly reported: boolean;
  /** Whether it is told only if no other error explains its place. */
  readonly isFallback?: boolean;
}
