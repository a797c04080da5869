import type { IncrementalAnswer } from '@supergraph/engine';
import type { GraphQLFormattedError } from 'graphql';

/** Result of an operation or of one event, as clients receive it. */
export interface OperationResult {
  readonly data?: Readonly<Record<string, unknown>> | null;
  readonly errors?: readonly GraphQLFormattedError[];
  /** Its `cursor` is the point after which a subscription can resume. */
  readonly extensions?: Readonly<Record<string, unknown>>;
}

/** Outcome of an operation. No protocol decides its form. */
export type OperationOutcome =
  /** Nothing was executed. The code of the first error decides how a protocol says it. */
  | {
      readonly kind: 'refused';
      readonly errors: readonly GraphQLFormattedError[];
      readonly retryAfterSeconds?: number | undefined;
    }
  | { readonly kind: 'single'; readonly result: OperationResult }
  | IncrementalAnswer
  /** Results of a subscription. `return` of the iterator also ends a wait for the next one. */
  | { readonly kind: 'stream'; readonly results: AsyncIterable<OperationResult> };
