import type { GraphQLError } from 'graphql';
import type { JsonObject } from '../json-object.ts';
import type {
  CompletedPart,
  Increment,
  InitialResult,
  OperationAnswer,
  PendingPart,
  SubsequentResult,
} from './operation-results.ts';

/**
 * Wire format of an answer in parts. Each method returns the JSON object of one message. The framing of the messages is
 * the transport's.
 */
export interface IncrementalFormat {
  /** Encodes an answer of which nothing is deferred. */
  whole(answer: Pick<OperationAnswer, 'data' | 'errors' | 'extensions'>): JsonObject;
  initial(result: InitialResult): JsonObject;
  subsequent(result: SubsequentResult): JsonObject;
}

/** Format of Apollo Router and of Apollo Client's default: `multipart/mixed; deferSpec=20220824`. */
export const deferSpec20220824: IncrementalFormat = {
  whole: (answer) => ({ ...first(answer), hasNext: false }),
  initial: (result) => ({ ...first(result), hasNext: true }),
  subsequent: ({ incremental, completed, hasNext, extensions }) => {
    const payloads = [
      ...incremental.map(({ part, subPath, data, errors }) =>
        payload(part, [...part.path, ...subPath], data, errors),
      ),
      ...completed.filter(hasFailed).map(({ part, errors }) => payload(part, part.path, null, errors)),
    ];
    return {
      ...(payloads.length > 0 && { incremental: payloads }),
      hasNext,
      ...(extensions && { extensions }),
    };
  },
};

/** Format of graphql-js 17: `multipart/mixed; incrementalSpec=v0.2`. */
export const incrementalSpec02: IncrementalFormat = {
  whole: (answer) => ({ ...first(answer), hasNext: false }),
  initial: (result) => ({ ...first(result), pending: result.pending.map(toPending), hasNext: true }),
  subsequent: ({ pending, incremental, completed, hasNext, extensions }) => ({
    ...(pending.length > 0 && { pending: pending.map(toPending) }),
    ...(incremental.length > 0 && { incremental: incremental.map(toIncremental) }),
    ...(completed.length > 0 && { completed: completed.map(toCompleted) }),
    hasNext,
    ...(extensions && { extensions }),
  }),
};

function first({ data, errors, extensions }: Parameters<IncrementalFormat['whole']>[0]): JsonObject {
  return { data, ...(errors && { errors }), ...(extensions && { extensions }) };
}

function payload(
  { label }: PendingPart,
  path: PendingPart['path'],
  data: JsonObject | null,
  errors: readonly GraphQLError[],
): JsonObject {
  return { data, path, ...(label !== undefined && { label }), ...ifAny(errors) };
}

function toPending({ id, path, label }: PendingPart): JsonObject {
  return { id, path, ...(label !== undefined && { label }) };
}

function toIncremental({ part, subPath, data, errors }: Increment): JsonObject {
  return { id: part.id, ...(subPath.length > 0 && { subPath }), data, ...ifAny(errors) };
}

function toCompleted({ part, errors }: CompletedPart): JsonObject {
  return { id: part.id, ...ifAny(errors) };
}

function hasFailed({ errors }: CompletedPart): boolean {
  return errors.length > 0;
}

function ifAny(errors: readonly GraphQLError[]): JsonObject {
  return errors.length > 0 ? { errors } : {};
}
