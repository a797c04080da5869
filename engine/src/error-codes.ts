/** Codes of failed requests to subgraphs. */
const subgraphFailureCodes = [
  'GATEWAY_REFUSED',
  'GATEWAY_TIMEOUT',
  'SUBGRAPH_OVERLOADED',
  'SUBGRAPH_UNAVAILABLE',
  'SUBREQUEST_HTTP_ERROR',
  'SUBREQUEST_MALFORMED_RESPONSE',
] as const;

/** Codes of operations without a plan. */
const planningErrorCodes = [
  'OPERATION_NOT_PLANNED',
  'PLANNER_UNAVAILABLE',
  'PLANNING_LIMIT_EXCEEDED',
] as const;

/**
 * All codes that the engine itself gives to errors, in `extensions.code`. Errors that a subgraph reports keep the codes of
 * that subgraph. docs/errors.md explains each code.
 */
export const engineErrorCodes = [
  ...subgraphFailureCodes,
  ...planningErrorCodes,
  'BAD_USER_INPUT',
  'COST_ESTIMATED_TOO_EXPENSIVE',
  'DOWNSTREAM_SERVICE_ERROR',
  'FIELD_NOT_RESOLVABLE',
  'GRAPHQL_PARSE_FAILED',
  'GRAPHQL_VALIDATION_FAILED',
  'INTERNAL_SERVER_ERROR',
  'INVALID_RESPONSE_VALUE',
  'OPERATION_NOT_SUPPORTED',
  'OPERATION_RESOLUTION_FAILURE',
  'RESPONSE_TOO_LARGE',
  'SUBSCRIPTION_SCHEMA_RELOAD',
  'UNAUTHORIZED_FIELD_OR_TYPE',
] as const;

/** Code of {@link engineErrorCodes}. */
export type EngineErrorCode = (typeof engineErrorCodes)[number];

/** Reasons why an operation has no plan. */
export type PlanningErrorCode = (typeof planningErrorCodes)[number];

/** Reasons why a subgraph gave no usable answer. No client receives CLIENT_GONE, because it has disconnected. */
export type SubgraphErrorCode = (typeof subgraphFailureCodes)[number] | 'CLIENT_GONE';
