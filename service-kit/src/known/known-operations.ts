import type { BaseContext, HTTPGraphQLRequest, HTTPGraphQLResponse } from '@apollo/server';
import { LRUCache } from 'lru-cache';
import type { Executor, ExecutorResult, Gateway } from './executor.ts';
import { createKnownContext, type KnownContext } from './known-context.ts';
import type { KnownHooks } from './known-plugin.ts';
import { copyContext, createLearningGateway, type Note, type Outcome, withNote } from './learning-gateway.ts';
import type { KnownOperation } from './operation-store.ts';
import { type Question, readQuestion } from './read-question.ts';

/** Request as Apollo Server takes it. */
export interface HttpOperation<Context extends BaseContext> {
  readonly httpGraphQLRequest: HTTPGraphQLRequest;
  readonly context: () => Promise<Context>;
}

/** Passes a request to Apollo Server. */
type AskApollo<Context extends BaseContext> = (
  operation: HttpOperation<Context>,
) => Promise<HTTPGraphQLResponse>;

/** Operations that Apollo Server has answered. From then on they are answered without its pipeline. */
export interface KnownOperations<Context extends BaseContext> {
  /** Gateway for Apollo Server, whose executor learns operations. */
  readonly gateway: Gateway;
  /** Answers a known operation, or passes the request to Apollo Server. */
  readonly answer: (
    operation: HttpOperation<Context>,
    askApollo: AskApollo<Context>,
  ) => Promise<HTTPGraphQLResponse>;
  /** Passes all later requests to Apollo Server. */
  readonly stop: () => void;
}

/** Options of known operations. */
export interface KnownOperationsOptions {
  readonly gateway: Gateway;
  readonly stringify: (result: Success) => string | Promise<string>;
  /** Hooks of the plugins, in their order. */
  readonly hooks: readonly KnownHooks[];
}

/** Maximum number of headers Accept whose content type is remembered. */
const maxAccepts = 100;

/** Creates the known operations of a gateway. At first there are none. */
export function createKnownOperations<Context extends BaseContext>(
  options: KnownOperationsOptions,
): KnownOperations<Context> {
  const { gateway, executor, find, isCurrent } = createLearningGateway(options.gateway);
  /** Content types by Accept, as Apollo Server chose them. */
  const contentTypes = new LRUCache<string, string>({ max: maxAccepts });
  let isStopped = false;
  return {
    gateway,
    answer(operation, askApollo) {
      const question = isStopped ? undefined : readQuestion(operation.httpGraphQLRequest);
      if (question === undefined) return askApollo(operation);
      const known = find(question);
      const contentType = contentTypes.get(question.accept);
      const execute = executor();
      if (known === undefined || contentType === undefined || execute === undefined)
        return learn(operation, question, { askApollo, contentTypes });
      return answerKnown(
        operation,
        { question, known, contentType, execute },
        { askApollo, isCurrent, options },
      );
    },
    stop: () => {
      isStopped = true;
    },
  };
}

/** Passes a request to Apollo Server, and learns its operation and the content type of the answer. */
async function learn<Context extends BaseContext>(
  { httpGraphQLRequest, context }: HttpOperation<Context>,
  question: Question,
  to: { readonly askApollo: AskApollo<Context>; readonly contentTypes: LRUCache<string, string> },
): Promise<HTTPGraphQLResponse> {
  const note: Note = { question };
  const response = await to.askApollo({
    httpGraphQLRequest,
    context: async () => withNote(await context(), note),
  });
  const type = response.headers.get('content-type');
  if (note.isUsual && response.status === undefined && type !== undefined)
    to.contentTypes.set(question.accept, type);
  return response;
}

/** Known operation of a request, with everything that answers it. */
interface Match {
  readonly question: Question;
  readonly known: KnownOperation;
  readonly contentType: string;
  readonly execute: Executor;
}

/** Executes a known operation. Apollo Server completes a result with errors, and executes nothing again. */
async function answerKnown<Context extends BaseContext>(
  operation: HttpOperation<Context>,
  { question, known, contentType, execute }: Match,
  by: {
    readonly askApollo: AskApollo<Context>;
    readonly isCurrent: (schema: KnownOperation['schema']) => boolean;
    readonly options: KnownOperationsOptions;
  },
): Promise<HTTPGraphQLResponse> {
  const { httpGraphQLRequest: request } = operation;
  let contextValue: Context;
  try {
    contextValue = await operation.context();
  } catch (problem) {
    return by.askApollo({ ...operation, context: () => Promise.reject(problem) });
  }
  const context = createKnownContext(known, question, request, copyContext(contextValue));
  let outcome: Outcome;
  try {
    outcome = { result: await execute(context) };
  } catch (thrown) {
    outcome = { thrown };
  }
  if ('result' in outcome && isWithoutErrors(outcome.result))
    return complete(outcome.result, context, contentType, by.options);
  const finished = { outcome, context };
  return by.askApollo({
    httpGraphQLRequest: requestFor(request, known, question, by.isCurrent(known.schema)),
    context: async () => withNote(contextValue, { finished }),
  });
}

/** Result without errors. */
type Success = Pick<ExecutorResult, 'extensions'> & {
  readonly data: NonNullable<ExecutorResult['data']> | null;
};

function isWithoutErrors(result: ExecutorResult): result is Success {
  return result.errors === undefined && result.data !== undefined;
}

/** Creates the response of a result without errors. */
function complete(
  { data, extensions }: Success,
  context: KnownContext,
  contentType: string,
  { hooks, stringify }: KnownOperationsOptions,
): HTTPGraphQLResponse | Promise<HTTPGraphQLResponse> {
  const { status, headers: view } = context.response.http;
  const headers = view.map;
  const answer = { headers, cachePolicy: context.overallCachePolicy };
  for (const { didResolveOperation } of hooks) didResolveOperation?.(context);
  for (const { willSendResponse } of hooks) willSendResponse?.(answer);
  if (!headers.has('content-type')) headers.set('content-type', contentType);
  const text = stringify(extensions === undefined ? { data } : { data, extensions });
  const respond = (string: string): HTTPGraphQLResponse => {
    const body = { kind: 'complete', string } as const;
    return status === undefined ? { headers, body } : { status, headers, body };
  };
  return typeof text === 'string' ? respond(text) : text.then(respond);
}

/**
 * Returns the request that Apollo Server completes. A hash is replaced by its text, which may have been evicted. Under
 * another schema the operation may be invalid by now, so a valid one stands for it.
 */
function requestFor(
  request: HTTPGraphQLRequest,
  { source }: KnownOperation,
  { hash, operationName, variables, extensions }: Question,
  isCurrent: boolean,
): HTTPGraphQLRequest {
  if (!isCurrent) return { ...request, body: { query: '{ __typename }' } };
  if (hash === undefined) return request;
  const { persistedQuery: _, ...others } = extensions ?? {};
  const named = operationName === undefined ? {} : { operationName };
  return { ...request, body: { ...named, query: source, variables: variables ?? null, extensions: others } };
}
