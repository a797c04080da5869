/**
 * All codes that the gateway and the subgraphs give to errors, in `extensions.code`. Codes of the engine and of Apollo Server
 * stand beside them. docs/errors.md explains each code.
 */
export const errorCodes = [
  'BAD_REQUEST',
  'BAD_USER_INPUT',
  'BATCHING_NOT_ENABLED',
  'BATCH_LIMIT_EXCEEDED',
  'CANNOT_SEND_PQ_ID_AND_BODY',
  'CURSOR_EXPIRED',
  'FORBIDDEN',
  'GATEWAY_TIMEOUT',
  'INTERNAL_SERVER_ERROR',
  'LIMIT_EXCEEDED',
  'MAX_ALIASES_LIMIT',
  'MAX_DEPTH_LIMIT',
  'MAX_DIRECTIVES_LIMIT',
  'MAX_NESTING_LIMIT',
  'MAX_ROOT_FIELDS_LIMIT',
  'MAX_SELECTIONS_LIMIT',
  'MAX_TOKENS_LIMIT',
  'MAX_VARIABLE_DEPTH_LIMIT',
  'MAX_VARIABLE_VALUES_LIMIT',
  'METHOD_NOT_ALLOWED',
  'NOT_ACCEPTABLE',
  'NOT_FOUND',
  'OPERATION_RESOLUTION_FAILURE',
  'PAYLOAD_TOO_LARGE',
  'PERSISTED_QUERY_HASH_MISMATCH',
  'PERSISTED_QUERY_ID_REQUIRED',
  'PERSISTED_QUERY_NOT_IN_LIST',
  'QUERY_NOT_IN_SAFELIST',
  'REQUEST_RATE_LIMITED',
  'RESPONSE_TOO_LARGE',
  'SERVICE_OVERLOADED',
  'SERVICE_UNAVAILABLE',
  'UNAUTHENTICATED',
  'UNSUPPORTED_MEDIA_TYPE',
] as const;

/** A code of {@link errorCodes}. */
export type ErrorCode = (typeof errorCodes)[number];
