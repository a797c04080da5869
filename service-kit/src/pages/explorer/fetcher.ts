import type { Bar } from './bar.ts';
import type { QueryHistory } from './query-history.ts';
import { type ReceivedResult, type ResultWatch, readResults } from './read-results.ts';

/** Operation that GraphiQL sends. */
interface Operation {
  readonly query: string;
  readonly operationName?: string | null;
  readonly variables?: unknown;
}

/** Circumstances of an operation, as GraphiQL gives them. */
interface Circumstances {
  readonly headers?: Readonly<Record<string, string>>;
  readonly documentAST?: {
    readonly definitions: readonly {
      readonly operation?: string;
      readonly name?: { readonly value: string };
    }[];
  };
}

/** A function that sends GraphiQL's operations: its result, or its results as they arrive. */
export type Fetcher = (
  operation: Operation,
  circumstances?: Circumstances,
) => Promise<ReceivedResult | AsyncIterableIterator<ReceivedResult>>;

/**
 * Function that watches an operation, and may add headers to its request. Returns undefined if the results are shown as they
 * are. It is not called for introspection.
 */
export type WatchOperation = (headers: Headers) => ResultWatch | undefined;

export interface FetcherOptions {
  readonly bar: Bar;
  readonly history: Pick<QueryHistory, 'add'>;
  /** default: no watch */
  readonly watch?: WatchOperation;
}

/**
 * Creates the function that sends operations with the token of the chosen person, unless they have one, and adds them to the
 * history.
 */
export function createFetcher({ bar, history, watch }: FetcherOptions): Fetcher {
  return async (operation, circumstances = {}) => {
    const headers = new Headers(circumstances.headers);
    headers.set('content-type', 'application/json');
    if (!headers.has('accept')) headers.set('accept', acceptOf(operation, circumstances));
    if (!headers.has('authorization')) await bar.sign(headers);
    const isIntrospection = operation.operationName === 'IntrospectionQuery';
    if (!isIntrospection) history.add({ query: operation.query, variables: textOf(operation.variables) });
    const watching = isIntrospection ? undefined : watch?.(headers);
    const stop = new AbortController();
    const body = JSON.stringify(operation);
    const response = await fetch('/graphql', { method: 'POST', headers, body, signal: stop.signal });
    const results = readResults(response, watching, stop);
    if (!/^(text\/event-stream|multipart\/)/.test(response.headers.get('content-type') ?? '')) {
      const { value } = await results.next();
      // Reads to the end, which shows an answer without a trace.
      await results.next();
      return value ?? noResult(response);
    }
    return results;
  };
}

/** Returns variables as the editor shows them, or an empty text without variables. */
function textOf(variables: unknown): string {
  const isEmpty = Object.keys(Object(variables)).length === 0;
  return isEmpty ? '' : JSON.stringify(variables, null, 2);
}

/** Names the form of deferred parts that GraphiQL reads. */
const acceptParts = 'multipart/mixed;deferSpec=20220824';

function acceptOf({ operationName }: Operation, { documentAST }: Circumstances): string {
  const operations = documentAST?.definitions.filter(({ operation }) => operation !== undefined) ?? [];
  const run = operations.find(({ name }) => name?.value === operationName) ?? operations[0];
  if (run?.operation === 'subscription') return 'text/event-stream';
  return `application/graphql-response+json, application/json, ${acceptParts}`;
}

function noResult({ status, statusText }: Response): ReceivedResult {
  return { errors: [{ message: `The answer is no JSON. Its status is ${status} ${statusText}.` }] };
}
