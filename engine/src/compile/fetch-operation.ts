/** Parts of a subgraph request that are the same for every request of a fetch. */
export interface FetchOperation {
  readonly query: string;
  readonly operationName: string | undefined;
  readonly operationKind: 'query' | 'mutation' | 'subscription';
  /** Path of the fetch's objects, in the client's response names. */
  readonly path: readonly string[];
  /** Client variables that the query uses. */
  readonly variables: readonly FetchVariable[];
  /** Returns the names of the types whose objects an answer can contain, below the entities if it requests some. */
  readonly types: () => readonly string[];
  /** JSON body up to the variables. */
  readonly bodyStart: string;
}

/** Variable that a fetch passes on. */
export interface FetchVariable {
  readonly name: string;
  /** Name of the variable in the client's operation. */
  readonly clientName: string;
}

/** Creates a fetch operation. The constant part of the body is serialised once, at compile time. */
export function createFetchOperation(operation: Omit<FetchOperation, 'bodyStart'>): FetchOperation {
  const { query, operationName } = operation;
  const name = operationName === undefined ? '' : `,"operationName":${JSON.stringify(operationName)}`;
  return { ...operation, bodyStart: `{"query":${JSON.stringify(query)}${name}` };
}
