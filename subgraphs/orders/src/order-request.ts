import { ExpectedError } from '@supergraph/service-kit/errors.ts';
import { readText } from '@supergraph/service-kit/text.ts';

/** What a customer wants to order, checked. */
export interface OrderRequest {
  readonly customerId: string;
  /** The customer's own name for this order. */
  readonly idempotencyKey: string;
  readonly lines: readonly RequestedLine[];
}

/** So many pieces of a product. */
export interface RequestedLine {
  readonly sku: string;
  readonly quantity: number;
}

const maxLines = 50;
const maxQuantity = 10_000;
const maxKeyLength = 100;

/**
 * Checks what a customer wants to order. Throws BAD_USER_INPUT, naming the rule and the value, or
 * LIMIT_EXCEEDED for too many lines.
 */
export function readOrderRequest(customerId: string, input: Omit<OrderRequest, 'customerId'>): OrderRequest {
  const { lines } = input;
  const idempotencyKey = readText(input.idempotencyKey, 'idempotencyKey', maxKeyLength);
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

/** Whether two lists ask for the same, in whatever order. */
export function sameLines(one: readonly RequestedLine[], other: readonly RequestedLine[]): boolean {
  const quantities = new Map(one.map(({ sku, quantity }) => [sku, quantity]));
  return one.length === other.length && other.every(({ sku, quantity }) => quantities.get(sku) === quantity);
}

function refused(message: string): ExpectedError {
  return new ExpectedError('BAD_USER_INPUT', message);
}
