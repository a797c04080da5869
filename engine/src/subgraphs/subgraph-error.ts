/** Why a subgraph gave no usable answer; clients see the code. */
export type SubgraphErrorCode = 'SUBREQUEST_HTTP_ERROR' | 'SUBREQUEST_MALFORMED_RESPONSE' | 'GATEWAY_TIMEOUT';

/** What else a subgraph error can say. */
export interface SubgraphErrorOptions extends ErrorOptions {
  /** What clients are told in place of a general sentence and the error's code. default: nothing else */
  readonly forClients?: { readonly message: string; readonly code: string };
}

/** No answer, or no GraphQL answer, came from a subgraph. Its message and cause are for the log, never for clients. */
export class SubgraphError extends Error {
  readonly code: SubgraphErrorCode;
  readonly forClients: SubgraphErrorOptions['forClients'];

  constructor(code: SubgraphErrorCode, message: string, options?: SubgraphErrorOptions) {
    super(message, options);
    this.name = 'SubgraphError';
    this.code = code;
    this.forClients = options?.forClients;
  }
}
