import {
  type DocumentNode,
  type ExecutionResult,
  execute,
  GraphQLError,
  type GraphQLFormattedError,
  type GraphQLSchema,
  parse,
  validate,
} from 'graphql';
import type { EngineErrorCode } from '../error-codes.ts';
import { readNumbers } from '../number-options.ts';
import { createDeadlines, type Deadlines } from './deadlines.ts';
import { createDocumentCache } from './document-cache.ts';
import type { Subgraph, SubgraphAnswer, SubgraphRequest } from './subgraph.ts';
import { clientGone, SubgraphError } from './subgraph-error.ts';

/** How a subgraph of the same process is executed. */
export interface LocalSubgraphOptions {
  readonly schema: GraphQLSchema;
  /** The resolvers' context: a value, or how to make one for each request. default: an empty object */
  readonly contextValue?: unknown | ((request: SubgraphRequest) => unknown);
  /** Makes of an error what leaves the subgraph, as Apollo Server's option of this name does. default: as it is */
  readonly formatError?: (formatted: GraphQLFormattedError, error: unknown) => GraphQLFormattedError;
  /**
   * How long it may take to answer, and no longer than the request's own deadline. What it does goes on unless it asks: the
   * `deadline` of the request that `contextValue` is given is the earlier of the two. default: the request's deadline
   */
  readonly timeoutMs?: number | undefined;
}

/**
 * Executes a subgraph's schema in this process, with its operations parsed and validated once. It answers as one over
 * HTTP does: by the same codes where a request is refused, by the deadline, and not beyond the client's stay.
 */
export function createLocalSubgraph(options: LocalSubgraphOptions): Subgraph {
  const { schema, contextValue = {}, formatError } = options;
  const { timeoutMs } = readNumbers('createLocalSubgraph', options, { timeoutMs: {} });
  const documents = createDocumentCache<CheckedDocument>();
  const deadlines = createDeadlines();
  const answer = async (request: SubgraphRequest): Promise<SubgraphAnswer> => {
    let checked = documents.get(request.query);
    if (checked === undefined) {
      checked = readDocument(schema, request.query);
      documents.set(request.query, checked);
    }
    if ('errors' in checked) return { errors: formatErrors(checked.errors, formatError, checked.code) };
    let context: unknown;
    try {
      context = typeof contextValue === 'function' ? await contextValue(request) : contextValue;
    } catch (cause) {
      return { errors: formatErrors([toGraphQLError(cause)], formatError, 'INTERNAL_SERVER_ERROR') };
    }
    const result = await execute({
      schema,
      document: checked.document,
      variableValues: request.variables,
      operationName: request.operationName,
      contextValue: context,
    });
    return result.errors === undefined ? result : formatResult(result, result.errors, formatError);
  };
  return {
    async execute(request) {
      if (request.signal?.aborted) throw clientGone();
      // Nothing here reads cache hints, so nothing says that the answer may be kept.
      request.client.restrictCache({});
      const ownDeadline = timeoutMs === undefined ? undefined : performance.now() + timeoutMs;
      const deadline = earliest(request.deadline, ownDeadline);
      const { variables, ...rest } = request;
      return waitFor(answer({ ...rest, variables, deadline }), {
        signal: request.signal,
        deadline,
        deadlines,
      });
    },
  };
}

type FormatError = NonNullable<LocalSubgraphOptions['formatError']>;

type CheckedDocument =
  | { readonly document: DocumentNode }
  | { readonly errors: readonly GraphQLError[]; readonly code: EngineErrorCode };

function readDocument(schema: GraphQLSchema, query: string): CheckedDocument {
  const document = parse(query, { noLocation: true });
  const errors = validate(schema, document);
  return errors.length === 0 ? { document } : { errors, code: 'GRAPHQL_VALIDATION_FAILED' };
}

/** Where execution has not even begun, there is no data, and a variable was wrong. */
function formatResult(
  result: ExecutionResult,
  errors: readonly GraphQLError[],
  formatError: FormatError | undefined,
): SubgraphAnswer {
  if ('data' in result) return { data: result.data, errors: formatErrors(errors, formatError) };
  return { errors: formatErrors(errors, formatError, 'BAD_USER_INPUT') };
}

/** Returns a failure to create the context as an error of the subgraph, as Apollo Server would. */
function toGraphQLError(cause: unknown): GraphQLError {
  if (cause instanceof GraphQLError) return cause;
  const originalError = cause instanceof Error ? cause : new Error(String(cause));
  return new GraphQLError(`Context creation failed: ${originalError.message}`, { originalError });
}

function formatErrors(
  errors: readonly GraphQLError[],
  formatError: FormatError = (formatted) => formatted,
  code?: EngineErrorCode,
): readonly GraphQLFormattedError[] {
  return errors.map((error) => {
    const formatted = error.toJSON();
    if (code === undefined || formatted.extensions?.code !== undefined) return formatError(formatted, error);
    return formatError({ ...formatted, extensions: { ...formatted.extensions, code } }, error);
  });
}

interface Wait {
  readonly signal: AbortSignal | undefined;
  readonly deadline: number | undefined;
  readonly deadlines: Deadlines;
}

/** The answer, unless the deadline or the client's leave comes first. */
function waitFor(
  answer: Promise<SubgraphAnswer>,
  { signal, deadline, deadlines }: Wait,
): Promise<SubgraphAnswer> {
  if (signal === undefined && deadline === undefined) return answer;
  return new Promise((resolve, reject) => {
    const onAbort = (): void => reject(clientGone());
    const onLate = (): void =>
      reject(new SubgraphError('GATEWAY_TIMEOUT', 'no answer in time', { kind: 'late' }));
    const endWait = deadline === undefined ? undefined : deadlines.add(deadline, onLate);
    signal?.addEventListener('abort', onAbort, { once: true });
    const end = (): void => {
      endWait?.();
      signal?.removeEventListener('abort', onAbort);
    };
    answer.finally(end).then(resolve, reject);
  });
}

function earliest(one: number | undefined, other: number | undefined): number | undefined {
  if (one === undefined || other === undefined) return one ?? other;
  return Math.min(one, other);
}
