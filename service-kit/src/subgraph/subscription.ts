import { setTimeout as sleep } from 'node:timers/promises';
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
import { ExpectedError } from '../errors.ts';
import type { EventStream, StreamedEvent } from '../events/event-stream.ts';
import type { OutboxEvent } from '../events/outbox-event.ts';
import { anonymous, type Viewer } from '../identity/viewer.ts';
import { endless } from '../lifetime.ts';
import { createEventAnswers } from './event-answers.ts';
import type { RequestContext, SubgraphRuntime } from './subgraph-runtime.ts';

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

/**
 * Function that starts subscriptions of one subgraph. A refused one has a single answer, with errors only.
 * Rejects with an ExpectedError with the code SERVICE_UNAVAILABLE if the database is temporarily unavailable.
 */
export type Subscribe = (request: SubscriptionRequest) => Promise<SubscriptionAnswers>;

/** Creates the function that starts subscriptions. */
export function createSubscribe<Context extends RequestContext>(
  subgraph: SubgraphRuntime<Context>,
): Subscribe {
  const readDocument = createDocumentReader(subgraph);
  const contexts = createEventContexts(subgraph);
  const answers = createEventAnswers<SubscriptionAnswer>(subgraph.schema);
  return async (request) => {
    const { query, operationName, variables: variableValues, viewer, signal, after } = request;
    const read = await readDocument(query, operationName);
    if ('errors' in read) return refused(subgraph, read);
    const operation = { schema: subgraph.schema, document: read.document, operationName, variableValues };
    const contextValue = subgraph.createContext(viewer, { signal, deadline: undefined }, after);
    const source = await createSourceEventStream({ ...operation, contextValue });
    if (!(Symbol.asyncIterator in source)) {
      const unavailable = source.errors?.find(isUnavailable);
      if (unavailable !== undefined) throw unavailable.originalError;
      return refused(subgraph, source);
    }
    const group = answers.groupOf(read.document, request);
    const answerOwn = async (event: StreamedEvent): Promise<SubscriptionAnswer | undefined> => {
      const shared = contexts.share(event);
      const contextValue = { ...shared, viewer };
      const { data, errors } = await execute({ ...operation, rootValue: event, contextValue });
      if (data === null && errors?.some(isUnavailable)) return contexts.drop(event, shared);
      return { data, ...(errors && { errors: mask(subgraph, errors) }), cursor: event.cursor };
    };
    const answer = (event: StreamedEvent) => answers.share(group, event, () => answerOwn(event));
    // The resolvers of subscriptions return the streams of `events.follow`.
    return answerEach(source as EventStream, answer, (error) => mask(subgraph, [error]));
  };
}

/**
 * Contexts by event. Data for an event is loaded once for all of its subscribers, which receive the event
 * from `live-events`.
 */
function createEventContexts<Context extends RequestContext>({ createContext }: SubgraphRuntime<Context>) {
  const contexts = new WeakMap<OutboxEvent, Context>();
  return {
    share({ source }: StreamedEvent): Context {
      const shared = contexts.get(source) ?? createContext(anonymous, endless);
      contexts.set(source, shared);
      return shared;
    },
    /** Forgets a context whose loading has failed, unless another subscriber has done so. */
    drop({ source }: StreamedEvent, failed: Context): undefined {
      if (contexts.get(source) === failed) contexts.delete(source);
    },
  };
}

function isUnavailable({ originalError }: GraphQLError): boolean {
  return originalError instanceof ExpectedError && originalError.code === 'SERVICE_UNAVAILABLE';
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

/** Pause before an event is executed again after the database was unavailable, in milliseconds. */
const retryMs = 250;

/**
 * Answers each event of a source in a new context, so that access is decided again. Repeats an event without
 * an answer, because the next one would hide that it is missing. `return` also ends a wait for the next
 * event.
 */
function answerEach(
  source: EventStream,
  answer: (event: StreamedEvent) => Promise<SubscriptionAnswer | undefined>,
  errorsOf: (error: GraphQLError) => readonly GraphQLFormattedError[],
): SubscriptionAnswers {
  let isEnded = false;
  let answered = source.cursor();
  let isAnswering = false;
  async function* run(): AsyncGenerator<SubscriptionAnswer, undefined, undefined> {
    try {
      for await (const event of source) {
        isAnswering = true;
        let result = await answer(event);
        while (result === undefined && !isEnded) {
          await sleep(retryMs, undefined, { ref: false });
          result = await answer(event);
        }
        if (result !== undefined) yield result;
        answered = event.cursor;
        isAnswering = false;
      }
    } catch (error) {
      yield { errors: errorsOf(toGraphQLError(error)) };
    }
  }
  const events = run();
  const answers: SubscriptionAnswers = {
    [Symbol.asyncIterator]: () => answers,
    next: () => events.next(),
    async return() {
      isEnded = true;
      await source.return();
      return events.return(undefined);
    },
    // The source counts an event that is not answered yet.
    cursor() {
      if (!isAnswering) answered = source.cursor();
      return answered;
    },
  };
  return answers;
}

/** Returns the answers of a subscription that was refused. */
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
