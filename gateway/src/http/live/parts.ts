import {
  deferSpec20220824,
  type IncrementalAnswer,
  type IncrementalFormat,
  incrementalSpec02,
} from '@supergraph/engine';
import type { HttpReply } from '@supergraph/service-kit/http/http-handler.ts';
import type { Delivered, Delivery } from '../../live/delivery.ts';
import { mapItems, prependItem } from '../../live/map-items.ts';
import type { OperationResult } from '../../live/operation-outcome.ts';
import type { IncrementalSpec } from './accepted-forms.ts';

/** Returns the answer to a subscription by Apollo's multipart subscription protocol 1.0. */
export function subscriptionPartsReply(delivery: Delivery): HttpReply {
  let isFirst = true;
  const write = (item: Delivered): string => {
    const part = writeSubscriptionPart(item);
    const opening = isFirst ? firstBoundary : '';
    isFirst = false;
    return opening + part;
  };
  return partsReply('subscriptionSpec="1.0"', mapItems(delivery, write));
}

/** Returns the answer to an operation with deferred fragments, in the client's format. */
export function incrementalPartsReply(
  { initialResult, subsequentResults }: IncrementalAnswer,
  spec: IncrementalSpec,
): HttpReply {
  const format = incrementalFormats[spec];
  const first = `${firstBoundary}${writePart(format.initial(initialResult))}`;
  const others = mapItems(
    subsequentResults,
    (result) => `${writePart(format.subsequent(result))}${result.hasNext ? '' : end}`,
  );
  return partsReply(spec, prependItem(first, others));
}

/** Returns the answer to an operation whose deferred fragments are all inactive: one part. */
export function singlePartReply(result: OperationResult, spec: IncrementalSpec): HttpReply {
  return partsReply(spec, `${firstBoundary}${writePart({ ...result, hasNext: false })}${end}`);
}

/** Formats of deferred parts. */
export const incrementalFormats: Readonly<Record<IncrementalSpec, IncrementalFormat>> = {
  'deferSpec=20220824': deferSpec20220824,
  'incrementalSpec=v0.2': incrementalSpec02,
};

function partsReply(spec: string, body: HttpReply['body']): HttpReply {
  // Proxies must not wait for a full buffer.
  const headers = { 'content-type': `multipart/mixed; boundary="-"; ${spec}`, 'x-accel-buffering': 'no' };
  return { status: 200, headers, body };
}

function writeSubscriptionPart(item: Delivered): string {
  switch (item.kind) {
    case 'result':
      return writePart({ payload: item.result });
    case 'heartbeat':
      return writePart({});
    case 'complete':
      return end;
    case 'ended':
      return `${writePart({ payload: null, errors: item.errors })}${end}`;
    default:
      return item satisfies never;
  }
}

const firstBoundary = '\r\n---';
const end = '--\r\n';

/** Writes a part with the boundary after it, so that a client sees at once that the part is complete. */
function writePart(value: unknown): string {
  return `\r\ncontent-type: application/json; charset=utf-8\r\n\r\n${JSON.stringify(value)}\r\n---`;
}
