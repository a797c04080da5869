import { ExpectedError } from '@supergraph/service-kit/errors.ts';
import { readStorableText } from '@supergraph/service-kit/text.ts';

/** Order that a customer wants to place, checked. */
export interface OrderRequest {
  readonly customerId: string;
  readonly idempotencyKey: string;
  readonly lines: readonly RequestedLine[];
}

export interface RequestedLine {
  readonly sku: string;
  readonly quantity: number;
}

const maxLines = 50;
const maxQuantity = 10_000;
const maxKeyLength = 100;

/**
 * Checks an order before it is placed. Throws BAD_USER_INPUT, naming the rule and the value, or
 * LIMIT_EXCEEDED for too many lines.
 */
export function readOrderRequest(customerId: string, input: Omit<OrderRequest, 'customerId'>): OrderRequest {
  const { lines } = input;
  const idempotencyKey = readStorableText(input.idempotencyKey, 'idempotencyKey', maxKeyLength);
  if (lines.length === 0) throw refused('"lines" must not be empty.');
  if (lines.length > maxLines) {
    throw new ExpectedError(
      'LIMIT_EXCEEDED',
      `"lines" must be at most ${maxLines}, but are ${lines.length}.`,
    );
  }
  const skus = new Set<string>();
  for (const { sku, quantity } of lines) {
    if (quantity < 1 || quantity > maxQuantity) {
      throw refused(`The quantity of "${sku}" must be from 1 to ${maxQuantity}, but is ${quantity}.`);
    }
    if (skus.has(sku)) throw refused(`Each product must stand in one line, but "${sku}" stands in two.`);
    skus.add(sku);
  }
  return { customerId, idempotencyKey, lines: lines.map(({ sku, quantity }) => ({ sku, quantity })) };
}

/** Returns whether two lists order the same products, in any sequence. */
export function haveSameLines(one: readonly RequestedLine[], other: readonly RequestedLine[]): boolean {
  const quantities = new Map(one.map(({ sku, quantity }) => [sku, quantity]));
  return one.length === other.length && other.every(({ sku, quantity }) => quantities.get(sku) === quantity);
}

function refused(message: string): ExpectedError {
  return new ExpectedError('BAD_USER_INPUT', message);
}
