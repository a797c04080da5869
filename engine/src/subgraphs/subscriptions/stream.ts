import type { SubgraphAnswer, SubgraphEvent, SubscriptionRequest } from '../subgraph.ts';
import { SubgraphError } from '../subgraph-error.ts';

/** Item of a stream from a subgraph. Streams of one connection share the objects of equal events. */
export type StreamItem =
  | { readonly kind: 'event'; readonly event: SubgraphEvent }
  /** Sign of life, with the cursor up to which the caller has everything; undefined if it has not changed. */
  | { readonly kind: 'heartbeat'; readonly cursor: string | undefined }
  /** End of the subscription. A stream that ends without it can be resumed. */
  | { readonly kind: 'complete' }
  /** Answer to the whole request instead of a stream. */
  | { readonly kind: 'refusal'; readonly answer: SubgraphAnswer };

/** Items until a stream ends. `return` also ends a wait for the next one. Throws {@link SubgraphError} if it breaks. */
export interface Stream {
  next(): Promise<IteratorResult<StreamItem, undefined>>;
  return(): Promise<unknown>;
}

/**
 * Function that opens one stream, after a cursor if there is one. It or the stream rejects with a {@link SubgraphError}
 * if there is none.
 */
export type OpenStream = (
  request: SubscriptionRequest,
  cursor: string | undefined,
) => Stream | Promise<Stream>;

/** Returns the answer to one event. Throws {@link SubgraphError} if it is not GraphQL. */
export function readEvent(answer: unknown, name: string): SubgraphAnswer {
  if (typeof answer !== 'object' || answer === null || !('data' in answer || 'errors' in answer)) {
    const message = `${name} sent an event that is not GraphQL`;
    throw new SubgraphError('SUBREQUEST_MALFORMED_RESPONSE', message, { kind: 'lying' });
  }
  const { data, errors }: SubgraphAnswer = answer;
  return { ...('data' in answer && { data }), ...('errors' in answer && { errors }) };
}

/** Creates the error of a stream that ended before its subscription. */
export function brokenStream(name: string, reason: string, cause?: unknown): SubgraphError {
  const message = `the stream of ${name} broke: ${reason}`;
  return new SubgraphError('SUBREQUEST_HTTP_ERROR', message, { cause, kind: 'broken' });
}

/** Creates the error of a stream that sent nothing for too long. */
export function silentStream(name: string): SubgraphError {
  return new SubgraphError('GATEWAY_TIMEOUT', `${name} is silent`, { kind: 'late' });
}
