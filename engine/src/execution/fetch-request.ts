import type { SubgraphRequest } from '../subgraphs/subgraph.ts';
import type { Execution } from './execution.ts';

/** The parts of a subgraph request that are the same for every request of a fetch. */
export interface FetchOperation {
  readonly query: string;
  readonly operationName: string | undefined;
  readonly operationKind: 'query' | 'mutation';
  /** Where the fetch's objects are, in the client's response names. */
  readonly path: readonly string[];
  /** The client's variables that the query uses. */
  readonly variables: readonly FetchVariable[];
  /** The JSON body up to the variables. */
  readonly bodyStart: string;
}

/** A variable that a fetch passes on. */
export interface FetchVariable {
  readonly name: string;
  /** What the client calls it. */
  readonly clientName: string;
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
  representations: string | undefined,
  execution: Execution,
  { observer, deadline }: Pick<SubgraphRequest, 'observer' | 'deadline'>,
): SubgraphRequest {
  const { query, operationName, operationKind, path, bodyStart } = operation;
  const json = variablesJson(operation, representations, execution);
  let variables: Readonly<Record<string, unknown>> | undefined;
  return {
    query,
    operationName,
    operationKind,
    path,
    client: execution.client,
    observer,
    deadline,
    signal: operationKind === 'query' ? execution.signal : undefined,
    body: json === '' ? `${bodyStart}}` : `${bodyStart},"variables":{${json}}}`,
    get variables() {
      variables ??= readVariables(operation, representations, execution);
      return variables;
    },
  };
}

function variablesJson(
  operation: FetchOperation,
  representations: string | undefined,
  execution: Execution,
): string {
  let json = representations === undefined ? '' : `"representations":${representations}`;
  for (const { name, clientName } of operation.variables) {
    if (!Object.hasOwn(execution.variables, clientName)) continue;
    const value = JSON.stringify(execution.variables[clientName]);
    if (value !== undefined) json += `${json === '' ? '' : ','}"${name}":${value}`;
  }
  return json;
}

/** The client's own values: what JSON cannot say, such as the promise of an uploaded file, is kept for who can use it. */
function readVariables(
  operation: FetchOperation,
  representations: string | undefined,
  execution: Execution,
): Readonly<Record<string, unknown>> {
  const given = operation.variables
    .filter(({ clientName }) => Object.hasOwn(execution.variables, clientName))
    .map(({ name, clientName }) => [name, execution.variables[clientName]]);
  const entries = representations === undefined ? [] : [['representations', JSON.parse(representations)]];
  return Object.fromEntries([...entries, ...given]);
}
