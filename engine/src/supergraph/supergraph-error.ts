/** Error for a supergraph that cannot be served. Its errors are for operators; they name subgraphs. */
export class SupergraphError extends Error {
  readonly errors: readonly string[];

  constructor(errors: readonly string[]) {
    super(errors.join('; '));
    this.name = 'SupergraphError';
    this.errors = errors;
  }
}
