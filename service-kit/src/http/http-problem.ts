/** A request that is refused before GraphQL sees it. It leaves as a GraphQL error body with this status. */
export class HttpProblem extends Error {
  override readonly name = 'HttpProblem';
  readonly status: number;
  /** A stable code for `extensions.code`. */
  readonly code: string;
  readonly headers: Readonly<Record<string, string>>;
  /** What `extensions` tells a program beside the code. */
  readonly details: Readonly<Record<string, unknown>>;

  constructor(
    status: number,
    code: string,
    message: string,
    headers: Readonly<Record<string, string>> = {},
    details: Readonly<Record<string, unknown>> = {},
  ) {
    super(message);
    this.status = status;
    this.code = code;
    this.headers = headers;
    this.details = details;
  }
}
