import {
  createSourceEventStream,
  type DocumentNode,
  type ExecutionResult,
  execute,
  GraphQLError,
  type GraphQLFormattedError,
  getOperationAST,
  parse,
  validate,
} from 'graphql';
import { createDocumentStore } from '../document-store.ts';
import type { ErrorCode } from '../error-codes.ts';
import type { EventStream } from '../events/event-stream.ts';
import type { Viewer } from '../identity/viewer.ts';
import type { SubgraphRuntime } from './subgraph-runtime.ts';

/** Request for a subscription. */
export interface SubscriptionRequest {
  readonly query: string;
  readonly operationName: string | undefined;
  readonly variables: Readonly<Record<string, unknown>>;
  readonly viewer: Viewer;
  /** Aborts when the caller has gone. */
  readonly signal: AbortSignal | undefined;
  /** Cursor after which the subscription resumes. Takes precedence over its arguments. */
  readonly after: string | undefined;
}

/** Answer to one event, or the reason why there are no more. */
export interface SubscriptionAnswer {
  readonly data?: ExecutionResult['data'];
  readonly errors?: readonly GraphQLFormattedError[];
  /** Cursor after the event; undefined without an event. */
  readonly cursor?: string | undefined;
}

/** Answers of a subscription, and the cursor up to which the caller has everything. */
export type SubscriptionAnswers = AsyncIterableIterator<SubscriptionAnswer, undefined, undefined> & {
  readonly cursor: () => string | undefined;
};

/** Function that starts subscriptions of one subgraph. A refused one has a single answer, with errors only. */
export type Subscribe = (request: SubscriptionRequest) => Promise<SubscriptionAnswers>;

/** Creates the function that starts subscriptions. Each event is executed in a context of its own, so it decides access anew. */
export function createSubscribe<Context extends object>(subgraph: SubgraphRuntime<Context>): Subscribe {
  const readDocument = createDocumentReader(subgraph);
  return async (request) => {
    const { query, operationName, variables: variableValues, viewer, signal, after } = request;
    const read = await readDocument(query, operationName);
    if ('errors' in read) return refused(subgraph, read);
    const { schema, createContext } = subgraph;
    const operation = { schema, document: read.document, operationName, variableValues };
    const contextValue = (from?: string) => createContext(viewer, { signal, deadline: undefined }, from);
    const source = await createSourceEventStream({ ...operation, contextValue: contextValue(after) });
    if (!(Symbol.asyncIterator in source)) return refused(subgraph, source);
    const answer = async (event: { readonly cursor?: string }): Promise<SubscriptionAnswer> => {
      const { data, errors } = await execute({
        ...operation,
        rootValue: event,
        contextValue: contextValue(),
      });
      return { data, ...(errors && { errors: mask(subgraph, errors) }), cursor: event.cursor };
    };
    // The resolvers of subscriptions return the streams of `events.follow`.
    return answerEach(source as EventStream, answer, (error) => mask(subgraph, [error]));
  };
}

type Read =
  | { readonly document: DocumentNode }
  | { readonly errors: readonly GraphQLError[]; readonly code: ErrorCode | 'GRAPHQL_VALIDATION_FAILED' };

/** Creates a function that parses and validates each document once. */
function createDocumentReader({ schema }: SubgraphRuntime) {
  const documents = createDocumentStore();
  return async (query: string, operationName: string | undefined): Promise<Read> => {
    let document = await documents.get(query);
    if (document === undefined) {
      try {
        document = parse(query, { noLocation: true, maxTokens: 20_000 });
      } catch (error) {
        return { errors: [toGraphQLError(error)], code: 'BAD_REQUEST' };
      }
      const errors = validate(schema, document);
      if (errors.length > 0) return { errors, code: 'GRAPHQL_VALIDATION_FAILED' };
      await documents.set(query, document);
    }
    if (getOperationAST(document, operationName)?.operation === 'subscription') return { document };
    const message = 'Only a subscription is answered as text/event-stream.';
    return { errors: [new GraphQLError(message)], code: 'BAD_REQUEST' };
  };
}

/** Answers each event of a source. `return` also ends a wait for the next event. */
function answerEach(
  source: EventStream,
  answer: (event: { readonly cursor?: string }) => Promise<SubscriptionAnswer>,
  errorsOf: (error: GraphQLError) => readonly GraphQLFormattedError[],
): SubscriptionAnswers {
  async function* run(): AsyncGenerator<SubscriptionAnswer, undefined, undefined> {
    try {
      for await (const event of source) yield await answer(event);
    } catch (error) {
      yield { errors: errorsOf(toGraphQLError(error)) };
    }
  }
  const events = run();
  const answers: SubscriptionAnswers = {
    [Symbol.asyncIterator]: () => answers,
    next: () => events.next(),
    async return() {
      await source.return();
      return events.return(undefined);
    },
    cursor: source.cursor,
  };
  return answers;
}

/** Returns the answers of a subscription that has not begun. */
function refused(
  subgraph: SubgraphRuntime,
  { errors = [], code }: { readonly errors?: readonly GraphQLError[]; readonly code?: string },
): SubscriptionAnswers {
  async function* answer(): AsyncGenerator<SubscriptionAnswer, undefined, undefined> {
    yield { errors: mask(subgraph, errors, code) };
  }
  return Object.assign(answer(), { cursor: () => undefined });
}

function mask(
  { formatError }: SubgraphRuntime,
  errors: readonly GraphQLError[],
  code?: string,
): readonly GraphQLFormattedError[] {
  return errors.map((error) => {
    const formatted = error.toJSON();
    const extensions = code === undefined ? formatted.extensions : { code, ...formatted.extensions };
    return formatError({ ...formatted, ...(extensions && { extensions }) }, error);
  });
}

function toGraphQLError(error: unknown): GraphQLError {
  if (error instanceof GraphQLError) return error;
  const originalError = error instanceof Error ? error : new Error(String(error));
  return new GraphQLError(originalError.message, { originalError });
}
