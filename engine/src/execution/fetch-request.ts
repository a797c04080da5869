import type { ClientRequest, SubgraphRequest } from '../subgraphs/subgraph.ts';

/** The parts of a subgraph request that are the same for every request of a fetch. */
export interface FetchOperation {
  readonly query: string;
  readonly operationName: string | undefined;
  readonly operationKind: 'query' | 'mutation';
  /** The JSON body up to the variables. */
  readonly bodyStart: string;
}

/** Serialises what never changes of a fetch once, when it is compiled. */
export function createFetchOperation(operation: Omit<FetchOperation, 'bodyStart'>): FetchOperation {
  const { query, operationName } = operation;
  const name = operationName === undefined ? '' : `,"operationName":${JSON.stringify(operationName)}`;
  return { ...operation, bodyStart: `{"query":${JSON.stringify(query)}${name}` };
}

/** A subgraph request around its variables' JSON text, which most subgraphs send on without parsing it. */
export function createFetchRequest(
  operation: FetchOperation,
  variables: string,
  client: ClientRequest,
  signal: AbortSignal | undefined,
): SubgraphRequest {
  const { query, operationName, operationKind, bodyStart } = operation;
  let parsed: Readonly<Record<string, unknown>> | undefined;
  return {
    query,
    operationName,
    operationKind,
    client,
    signal: operationKind === 'query' ? signal : undefined,
    body: variables === '' ? `${bodyStart}}` : `${bodyStart},"variables":{${variables}}}`,
    get variables() {
      const read: Readonly<Record<string, unknown>> = parsed ?? JSON.parse(`{${variables}}`);
      parsed = read;
      return read;
    },
  };
}
