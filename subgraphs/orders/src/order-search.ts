import { ExpectedError } from '@supergraph/service-kit/errors.ts';
import { readStorableText } from '@supergraph/service-kit/text.ts';
import { isUuid } from '@supergraph/service-kit/uuid.ts';

/** Search of orders. An order must match every given field. */
export interface OrderSearch {
  /** End of the order's id, in lower case. */
  readonly number?: string | undefined;
  /** Part of the SKU or the name of a product, regardless of case. */
  readonly product?: string | undefined;
  readonly placedFrom?: Date | undefined;
  readonly placedBefore?: Date | undefined;
}

/** Arguments of a search, as a client sends them. */
interface SearchArguments {
  readonly number?: string | null | undefined;
  readonly product?: string | null | undefined;
  readonly placedFrom?: Date | null | undefined;
  readonly placedBefore?: Date | null | undefined;
}

/** Reads a search. Throws BAD_USER_INPUT, naming the field, if one is invalid. */
export function readOrderSearch(search: SearchArguments | null | undefined): OrderSearch {
  const { number, product, placedFrom, placedBefore } = search ?? {};
  return {
    number: number == null ? undefined : readNumber(number),
    product: product == null ? undefined : readStorableText(product, 'product', 100),
    placedFrom: placedFrom ?? undefined,
    placedBefore: placedBefore ?? undefined,
  };
}

function readNumber(text: string): string {
  const number = text.toLowerCase();
  if (/^[0-9a-f]{4,12}$/.test(number) || isUuid(number)) return number;
  throw new ExpectedError(
    'BAD_USER_INPUT',
    `"number" must be the last 4 to 12 characters of an order's id, or the whole id, but is ${JSON.stringify(text.slice(0, 50))}.`,
  );
}
