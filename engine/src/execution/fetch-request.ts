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
  source: RequestSource,
  options: RequestOptions,
): SubgraphRequest {
  return new FetchRequest(operation, added, source, options);
}

type RequestOptions = Pick<SubgraphRequest, 'observer' | 'deadline' | 'representations'>;

/** A class, since an object literal with a getter takes 0.7 µs to create, and this takes 0.06 µs. */
class FetchRequest implements SubgraphRequest {
  readonly query: string;
  readonly operationName: string | undefined;
  readonly operationKind: SubgraphRequest['operationKind'];
  readonly path: readonly string[];
  readonly types: () => readonly string[];
  readonly representations: readonly string[] | undefined;
  readonly client: SubgraphRequest['client'];
  readonly observer: SubgraphRequest['observer'];
  readonly deadline: number | undefined;
  readonly signal: AbortSignal | undefined;
  readonly body: string;
  readonly #operation: FetchOperation;
  readonly #added: string;
  readonly #source: RequestSource;
  #variables: Readonly<Record<string, unknown>> | undefined;

  constructor(operation: FetchOperation, added: string, source: RequestSource, options: RequestOptions) {
    const json = variablesJson(operation, added, source);
    this.query = operation.query;
    this.operationName = operation.operationName;
    this.operationKind = operation.operationKind;
    this.path = operation.path;
    this.types = operation.types;
    this.representations = options.representations;
    this.client = source.client;
    this.observer = options.observer;
    this.deadline = options.deadline;
    this.signal = operation.operationKind === 'query' ? source.signal : undefined;
    this.body = json === '' ? `${operation.bodyStart}}` : `${operation.bodyStart},"variables":{${json}}}`;
    this.#operation = operation;
    this.#added = added;
    this.#source = source;
  }

  get variables(): Readonly<Record<string, unknown>> {
    this.#variables ??= readVariables(this.#operation, this.#added, this.#source);
    return this.#variables;
  }
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
