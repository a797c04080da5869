import type { GraphQLSchema } from 'graphql';
import type { Executor, ExecutorContext, ExecutorResult, Gateway } from './executor.ts';
import type { KnownContext } from './known-context.ts';
import { createOperationStore, type KnownOperation } from './operation-store.ts';
import type { Question } from './read-question.ts';

/** Outcome of an execution. */
export type Outcome = { readonly result: ExecutorResult } | { readonly thrown: unknown };

/** Outcome that Apollo Server completes, with the context to which the execution wrote. */
export interface Finished {
  readonly outcome: Outcome;
  readonly context: KnownContext;
}

/** Note about one request, which passes through Apollo Server in the context of the operation. */
export interface Note {
  /** Question of an operation to learn. */
  readonly question?: Question;
  /** Outcome of an operation that was executed before. Nothing is executed again. */
  readonly finished?: Finished;
  /** True if the operation was executed without errors, and Apollo Server chooses the content type. */
  isUsual?: boolean;
}

/** Gateway that learns each operation which Apollo Server executes with a note. */
export interface LearningGateway {
  readonly gateway: Gateway;
  /** Executor, or undefined before the gateway is loaded. */
  readonly executor: () => Executor | undefined;
  /** Returns an operation that was executed under the current schema, or undefined. */
  readonly find: (question: Question) => KnownOperation | undefined;
  readonly isCurrent: (schema: GraphQLSchema) => boolean;
}

/** Wraps a gateway. A new schema starts without known operations. */
export function createLearningGateway(inner: Gateway): LearningGateway {
  let current: GraphQLSchema | undefined;
  let store = createOperationStore();
  let executor: Executor | undefined;
  const isCurrent = (schema: GraphQLSchema): boolean => schema === current;
  const learn = async (execute: Executor, context: ExecutorContext, note: Note): Promise<ExecutorResult> => {
    const result = await execute(context);
    const ownsType = context.response?.http?.headers.has('content-type') ?? false;
    note.isUsual = result.errors === undefined && !ownsType;
    if (note.question && result.data !== undefined && isCurrent(context.schema))
      store.add(note.question, context);
    return result;
  };
  return {
    gateway: {
      onSchemaLoadOrUpdate: (listener) =>
        inner.onSchemaLoadOrUpdate((update) => {
          // Throws if Apollo Server refuses the schema, and then keeps the last one.
          listener(update);
          current = update.apiSchema;
          store = createOperationStore();
        }),
      async load(options) {
        const { executor: execute } = await inner.load(options);
        executor = execute ?? undefined;
        if (execute === null) return { executor: null };
        return {
          async executor(context) {
            const note = readNote(context.context);
            if (note === undefined) return execute(context);
            return note.finished === undefined
              ? learn(execute, context, note)
              : replay(note.finished, context);
          },
        };
      },
      stop: () => inner.stop(),
    },
    executor: () => executor,
    find: (question) => store.find(question),
    isCurrent,
  };
}

const noteKey = Symbol('note about a request');

/** Returns a copy of a context, as Apollo Server makes for each operation, with a note. */
export function withNote<Context extends object>(context: Context, note: Note): Context {
  return Object.assign(copyContext(context), { [noteKey]: note });
}

/** Returns a copy of a context, so that an execution does not change the original. */
export function copyContext<Context extends object>(context: Context): Context {
  const prototype = Object.getPrototypeOf(context);
  // Much cheaper, and nearly all contexts are plain objects.
  return prototype === Object.prototype ? { ...context } : Object.assign(Object.create(prototype), context);
}

function readNote(context: object): Note | undefined {
  return Reflect.get(context, noteKey);
}

function replay({ outcome, context: before }: Finished, context: ExecutorContext): ExecutorResult {
  context.overallCachePolicy.restrict(before.overallCachePolicy);
  const { headers, status } = before.response.http;
  const http = context.response?.http;
  for (const [name, value] of headers) http?.headers.set(name, value);
  if (http && status !== undefined) http.status = status;
  if ('thrown' in outcome) throw outcome.thrown;
  return outcome.result;
}
