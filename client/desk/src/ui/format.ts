/** How the desk writes figures and moments. Its words are English, so these are too. */
const locale = 'en-GB';

/** An exact amount in its currency: `{ amount: 1999, currency: 'EUR' }` is €19.99. */
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

/** The day and the minute of a moment, where the reader is. */
export function formatMoment(moment: string): string {
  return new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'short' }).format(
    new Date(moment),
  );
}

/** The day of a moment, where the reader is. */
export function formatDay(moment: string): string {
  return new Intl.DateTimeFormat(locale, { dateStyle: 'medium' }).format(new Date(moment));
}

/** A whole number with its thousands apart. */
export function formatCount(count: number): string {
  return new Intl.NumberFormat(locale).format(count);
}

/** What people call an order by: the end of its id, which tells orders of a day apart. */
export function orderNumber(id: string): string {
  return id.slice(-6).toUpperCase();
}
