import { noClient, type SubgraphRequest } from '../../src/index.ts';

/** Creates a request to a subgraph for `{ a }`, as the execution does. */
export function createRequest(given: Partial<SubgraphRequest> = {}): SubgraphRequest {
  const query = given.operationKind === 'mutation' ? 'mutation { a }' : '{ a }';
  return {
    query,
    operationName: undefined,
    operationKind: 'query',
    path: [],
    variables: {},
    body: JSON.stringify({ query }),
    signal: undefined,
    deadline: undefined,
    client: noClient,
    ...given,
  };
}
