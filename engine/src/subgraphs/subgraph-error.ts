/** Why a subgraph gave no usable answer; clients see the code. */
export type SubgraphErrorCode = 'SUBREQUEST_HTTP_ERROR' | 'SUBREQUEST_MALFORMED_RESPONSE' | 'GATEWAY_TIMEOUT';

/** No answer, or no GraphQL answer, came from a subgraph. Its message and cause are for the log, never for clients. */
export class SubgraphError extends Error {
  readonly code: SubgraphErrorCode;

  constructor(code: SubgraphErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'SubgraphError';
    this.code = code;
  }
}
