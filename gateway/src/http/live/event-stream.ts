import type { HttpReply } from '@supergraph/service-kit/http/http-handler.ts';
import {
  eventStreamHead,
  writeHeartbeat,
  writeServerSentEvent,
} from '@supergraph/service-kit/http/server-sent-events.ts';
import type { Delivered, Delivery } from '../../live/delivery.ts';
import { mapItems } from '../../live/map-items.ts';
import type { OperationResult } from '../../live/operation-outcome.ts';
import type { TextOf } from '../../live/result-texts.ts';

/**
 * Returns the answer to a subscription as server-sent events, in the form of the distinct connections mode of
 * graphql-sse. The id of an event is its cursor, which a browser sends back when it reconnects.
 */
export function eventStreamReply(delivery: Delivery, textOf: TextOf): HttpReply {
  return { ...eventStreamHead, body: mapItems(delivery, (item) => writeEvent(item, textOf)) };
}

/** Returns the answer to another operation as server-sent events. */
export function singleEventReply(result: OperationResult): HttpReply {
  return { ...eventStreamHead, body: `${writeNext(JSON.stringify(result), undefined)}${complete}` };
}

/** Writes one event. A stream that ends without `complete` is resumed by its client. */
function writeEvent(item: Delivered, textOf: TextOf): string | undefined {
  switch (item.kind) {
    case 'result':
      return writeNext(textOf(item.result), item.cursor);
    case 'heartbeat':
      return writeHeartbeat(item.cursor);
    case 'complete':
      return complete;
    case 'ended': {
      if (item.reason === 'draining' || item.reason === 'old') return undefined;
      return `${writeNext(JSON.stringify({ data: null, errors: item.errors }), undefined)}${complete}`;
    }
    default:
      return item satisfies never;
  }
}

function writeNext(data: string, id: string | undefined): string {
  return writeServerSentEvent({ event: 'next', data, id });
}

/** The empty data makes browsers dispatch the event. */
const complete = 'event: complete\ndata:\n\n';
