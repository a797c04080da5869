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
import { createDocumentCache } from '../document-cache.ts';
import type { EngineErrorCode } from '../error-codes.ts';
import { readNumbers } from '../number-options.ts';
import { createDeadlines, type Deadlines } from './deadlines.ts';
import type { Subgraph, SubgraphAnswer, SubgraphRequest } from './subgraph.ts';
import { clientGone, SubgraphError } from './subgraph-error.ts';

/** Options of a subgraph that runs in this process. */
export interface LocalSubgraphOptions {
  readonly schema: GraphQLSchema;
  /** Context of the resolvers: a value, or a function that creates one for each request. default: an empty object */
  readonly contextValue?: unknown | ((request: SubgraphRequest) => unknown);
  /**
   * Function that formats errors before they leave the subgraph, as Apollo Server's option of this name. default:
   * unchanged
   */
  readonly formatError?: (formatted: GraphQLFormattedError, error: unknown) => GraphQLFormattedError;
  /**
   * Timeout in milliseconds. The request's own deadline applies if it is earlier. Resolvers continue after a timeout
   * unless they check the `deadline` of the request that `contextValue` receives, which is the earlier of the two.
   * default: the request's deadline
   */
  readonly timeoutMs?: number | undefined;
}

/**
 * Creates a subgraph that executes a schema in this process. Operations are parsed and validated once. It answers as
 * an HTTP subgraph does: with the same codes for refused requests, and until the deadline or until the client
 * disconnects.
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
      // Cache hints are not read here, so the answer is not cacheable.
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

/** Formats a result with errors. Without `data` execution did not start, because a variable was invalid. */
function formatResult(
  result: ExecutionResult,
  errors: readonly GraphQLError[],
  formatError: FormatError | undefined,
): SubgraphAnswer {
  if ('data' in result) return { data: result.data, errors: formatErrors(errors, formatError) };
  return { errors: formatErrors(errors, formatError, 'BAD_USER_INPUT') };
}

/** Returns a failure to create the context as an error of the subgraph, as Apollo Server does. */
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

/** Returns the answer, or rejects if the deadline passes or the client disconnects first. */
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
