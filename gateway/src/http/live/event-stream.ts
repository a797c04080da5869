import type { HttpReply } from '@supergraph/service-kit/http/http-handler.ts';
import type { Delivered, Delivery } from '../../live/delivery.ts';
import { mapItems } from '../../live/map-items.ts';
import type { OperationResult } from '../../live/operation-outcome.ts';

/**
 * Returns the answer to a subscription as server-sent events, in the form of the distinct connections mode of
 * graphql-sse. The id of an event is its cursor, which a browser sends back when it reconnects.
 */
export function eventStreamReply(delivery: Delivery): HttpReply {
  return { ...eventStreamHead, body: mapItems(delivery, writeEvent) };
}

/** Returns the answer to another operation as server-sent events. */
export function singleEventReply(result: OperationResult): HttpReply {
  return { ...eventStreamHead, body: `${writeNext(result, undefined)}${complete}` };
}

const eventStreamHead = {
  status: 200,
  // Proxies must not wait for a full buffer.
  headers: { 'content-type': 'text/event-stream; charset=utf-8', 'x-accel-buffering': 'no' },
};

/** Writes one event. A stream that ends without `complete` is resumed by its client. */
function writeEvent(item: Delivered): string | undefined {
  switch (item.kind) {
    case 'result':
      return writeNext(item.result, item.cursor);
    case 'heartbeat':
      return `:\n${writeId(item.cursor)}\n`;
    case 'complete':
      return complete;
    case 'ended': {
      if (item.reason === 'draining' || item.reason === 'old') return undefined;
      return `${writeNext({ data: null, errors: item.errors }, undefined)}${complete}`;
    }
    default:
      return item satisfies never;
  }
}

function writeNext(result: OperationResult, cursor: string | undefined): string {
  return `event: next\n${writeId(cursor)}data: ${JSON.stringify(result)}\n\n`;
}

/** Writes the field that clients send back when they reconnect. Without data it changes nothing else. */
function writeId(cursor: string | undefined): string {
  return cursor === undefined || /[\0\r\n]/.test(cursor) ? '' : `id: ${cursor}\n`;
}

/** The empty data makes browsers dispatch the event. */
const complete = 'event: complete\ndata:\n\n';
