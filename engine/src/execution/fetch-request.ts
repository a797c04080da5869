import type { FetchOperation } from '../compile/fetch-operation.ts';
import type { SubgraphRequest } from '../subgraphs/subgraph.ts';
import type { Execution } from './execution.ts';

/** Parts of an execution that its requests to subgraphs depend on. */
type RequestSource = Pick<Execution, 'variables' | 'client' | 'signal'>;

/**
 * Creates a subgraph request around the JSON text of its variables. Most subgraphs send that text without parsing it.
 * `added` holds variables that do not come from the client, as members of a JSON object.
 */
export function createFetchRequest(
  operation: FetchOperation,
  added: string,
  execution: RequestSource,
  { observer, deadline, representations }: Pick<SubgraphRequest, 'observer' | 'deadline' | 'representations'>,
): SubgraphRequest {
  const { query, operationName, operationKind, path, types, bodyStart } = operation;
  const json = variablesJson(operation, added, execution);
  let variables: Readonly<Record<string, unknown>> | undefined;
  return {
    query,
    operationName,
    operationKind,
    path,
    types,
    representations,
    client: execution.client,
    observer,
    deadline,
    signal: operationKind === 'query' ? execution.signal : undefined,
    body: json === '' ? `${bodyStart}}` : `${bodyStart},"variables":{${json}}}`,
    get variables() {
      variables ??= readVariables(operation, added, execution);
      return variables;
    },
  };
}

function variablesJson(operation: FetchOperation, added: string, execution: RequestSource): string {
  let json = added;
  for (const { name, clientName } of operation.variables) {
    if (!Object.hasOwn(execution.variables, clientName)) continue;
    const value = JSON.stringify(execution.variables[clientName]);
    if (value !== undefined) json += `${json === '' ? '' : ','}"${name}":${value}`;
  }
  return json;
}

/**
 * Returns the variables with the client's own values, which keeps values that JSON cannot represent, such as the
 * promise of an uploaded file.
 */
function readVariables(
  operation: FetchOperation,
  added: string,
  execution: RequestSource,
): Readonly<Record<string, unknown>> {
  const given = operation.variables
    .filter(({ clientName }) => Object.hasOwn(execution.variables, clientName))
    .map(({ name, clientName }) => [name, execution.variables[clientName]]);
  return { ...JSON.parse(`{${added}}`), ...Object.fromEntries(given) };
}
