/** A supergraph that cannot be served. Its errors are for whoever runs the gateway; they name subgraphs. */
export class SupergraphError extends Error {
  readonly errors: readonly string[];

  constructor(errors: readonly string[]) {
    super(errors.join('; '));
    this.name = 'SupergraphError';
    this.errors = errors;
  }
}
