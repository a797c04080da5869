/** Locale of figures and dates. The desk's words are English, so these are too. */
const locale = 'en-GB';

/** Formats an exact amount in its currency: `{ amount: 1999, currency: 'EUR' }` is €19.99. */
export function formatMoney({
  amount,
  currency,
}: {
  readonly amount: number;
  readonly currency: string;
}): string {
  const format = new Intl.NumberFormat(locale, { style: 'currency', currency });
  return format.format(amount / 10 ** (format.resolvedOptions().maximumFractionDigits ?? 2));
}

/** Formats the day and the minute of a moment in the reader's time zone. */
export function formatMoment(moment: string): string {
  return new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'short' }).format(
    new Date(moment),
  );
}

/** Formats the day of a moment in the reader's time zone. */
export function formatDay(moment: string): string {
  return new Intl.DateTimeFormat(locale, { dateStyle: 'medium' }).format(new Date(moment));
}

/** Formats a whole number with thousands separators. */
export function formatCount(count: number): string {
  return new Intl.NumberFormat(locale).format(count);
}

/** Returns the order number to display: the end of the id, which differs between the orders of a day. */
export function orderNumber(id: string): string {
  return id.slice(-6).toUpperCase();
}
