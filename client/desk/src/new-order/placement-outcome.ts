import type { PlaceOrderMutation } from '../../../src/index.ts';
import { messageOf, readProblems, toSentence } from '../graph/problems.ts';

export type PlacementOutcome =
  | { readonly kind: 'placed'; readonly orderId: string }
  /** No order was placed, for a known reason. */
  | { readonly kind: 'refused'; readonly sentence: string }
  /** An earlier attempt with other lines was placed after all. */
  | { readonly kind: 'placed-before'; readonly orderId: string; readonly sentence: string }
  /** The order may have been placed. Trying again is safe. */
  | { readonly kind: 'unknown'; readonly sentence: string };

/** Reads the outcome of placing an order. */
export function readPlacement(
  result: PlaceOrderMutation['placeOrder'] | undefined,
  error: unknown,
): PlacementOutcome {
  if (result === undefined) return readFailure(error);
  switch (result.__typename) {
    case 'OrderPlaced':
      return { kind: 'placed', orderId: result.order.id };
    case 'OutOfStock': {
      const left = result.products.map(
        ({ name, stock }) => `${name} (${stock === 0 ? 'none' : `only ${stock}`} left)`,
      );
      return {
        kind: 'refused',
        sentence: `There is not enough of ${left.join(' and ')}. Nothing was ordered.`,
      };
    }
    case 'MixedCurrencies': {
      const sentence = `An order has one currency, but these products are priced in ${result.currencies.join(' and ')}. Order them one after the other.`;
      return { kind: 'refused', sentence };
    }
    case 'ProductNotFound':
      return { kind: 'refused', sentence: `The catalogue no longer has ${result.skus.join(' and ')}.` };
    case 'CustomerDeactivated':
      return { kind: 'refused', sentence: 'Your account is deactivated, so you cannot order.' };
    case 'IdempotencyKeyReused': {
      const sentence = 'Your first attempt had gone through after all, with what was in the basket then.';
      return { kind: 'placed-before', orderId: result.order.id, sentence };
    }
    default:
      return { kind: 'refused', sentence: messageOf(result satisfies never) };
  }
}

/** Reads a failed attempt. Without an answer, or after a failed service, the order may have been placed. */
function readFailure(error: unknown): PlacementOutcome {
  const [first] = readProblems(error);
  const refusals = /^(FORBIDDEN|UNAUTH|BAD_USER_INPUT|LIMIT_EXCEEDED|PERSISTED_|RATE_|REQUEST_RATE)/;
  if (first !== undefined && refusals.test(first.code))
    return { kind: 'refused', sentence: toSentence(first) };
  const reason = first === undefined ? 'No answer came.' : toSentence(first);
  const sentence = `${reason} It is not known whether the order was placed: trying again is safe, it will not be placed twice.`;
  return { kind: 'unknown', sentence };
}
