import { traceHeader } from '../../../policy/trace-header.ts';
import type { Bar } from './bar.ts';
import type { QueryHistory } from './query-history.ts';
import { type ReceivedResult, readResults } from './read-results.ts';
import type { TracePanel } from './trace-panel.ts';

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
 * Creates the function that sends operations to the graph with the token of the chosen person, unless they have one, and adds
 * them to the history. While the panel is open, requests a trace with each operation and shows it there, unless the operation
 * requested the trace itself. Introspection is not traced.
 */
export function createFetcher(panel: TracePanel, bar: Bar, history: Pick<QueryHistory, 'add'>): Fetcher {
  let latest = 0;
  return async (operation, circumstances = {}) => {
    const headers = new Headers(circumstances.headers);
    headers.set('content-type', 'application/json');
    if (!headers.has('accept')) headers.set('accept', acceptOf(operation, circumstances));
    if (!headers.has('authorization')) await bar.sign(headers);
    const isIntrospection = operation.operationName === 'IntrospectionQuery';
    const isTraced = !isIntrospection && panel.isOpen() && !headers.has(traceHeader);
    if (isTraced) headers.set(traceHeader, '1');
    if (!isIntrospection) {
      latest += 1;
      history.add({ query: operation.query, variables: textOf(operation.variables) });
    }
    const number = latest;
    const stop = new AbortController();
    const body = JSON.stringify(operation);
    const response = await fetch('/graphql', { method: 'POST', headers, body, signal: stop.signal });
    // An earlier answer may still arrive.
    const traces = isTraced ? { panel, isShown: () => latest === number } : undefined;
    const results = readResults(response, traces, stop);
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
