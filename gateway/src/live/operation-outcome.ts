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
  /** Nothing was executed. The code of the first error determines the protocol's status or close code. */
  | {
      readonly kind: 'refused';
      readonly errors: readonly GraphQLFormattedError[];
      readonly retryAfterSeconds?: number | undefined;
    }
  | { readonly kind: 'single'; readonly result: OperationResult }
  | IncrementalAnswer
  | {
      readonly kind: 'stream';
      /**
       * Results of a subscription, or a last item with the reason why there are no more. `return` of the
       * iterator also ends a wait for the next one.
       */
      readonly results: AsyncIterable<OperationResult | StreamEnd>;
      /** Returns the cursor up to which all events were taken. It may advance without an event. */
      readonly cursor?: () => string | undefined;
    };

/** Early end of a subscription. */
export interface StreamEnd {
  readonly kind: 'ended';
  readonly errors: readonly GraphQLFormattedError[];
}
