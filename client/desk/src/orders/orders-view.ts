import type { OrderStatus, OrdersPageQueryVariables } from '../../../src/index.ts';
import { formatCount } from '../ui/format.ts';
import { readStatus, statusNames } from '../ui/status.ts';

/** Filters and position of the list. All of it is in the address, so that it can be bookmarked, shared and gone back to. */
export interface OrdersView {
  readonly status: OrderStatus | undefined;
  readonly customerId: string | undefined;
  /** Part of a customer's name or address, until one customer is chosen. */
  readonly who: string | undefined;
  readonly number: string | undefined;
  readonly product: string | undefined;
  /** First and last day, such as `2026-03-01`, in the reader's time zone. */
  readonly from: string | undefined;
  readonly to: string | undefined;
  readonly after: string | undefined;
}

const pageSize = 15;

/** Reads the view from an address. Ignores what it does not know. */
export function readView(search: URLSearchParams): OrdersView {
  const text = (name: string) => search.get(name)?.trim() || undefined;
  return {
    status: readStatus(search.get('status')),
    customerId: text('customer'),
    who: text('who'),
    number: text('number')?.replace(/^#/, ''),
    product: text('product'),
    from: readDay(text('from')),
    to: readDay(text('to')),
    after: text('after'),
  };
}

/** Returns the parameters of the view's address, without its position. */
export function searchOf(view: OrdersView): Readonly<Record<string, string | undefined>> {
  const { status, customerId: customer, who, number, product, from, to } = view;
  return { status: status?.toLowerCase(), customer, who, number, product, from, to };
}

/** Returns whether the view is narrowed by the search form. */
export function isSearch({ number, product, from, to, who }: OrdersView): boolean {
  return [number, product, from, to, who].some((part) => part !== undefined);
}

/** Returns the arguments that list the orders of the view. */
export function variablesOf(view: OrdersView): OrdersPageQueryVariables {
  return {
    first: pageSize,
    after: view.after ?? null,
    filter: { status: view.status ?? null, customerId: view.customerId ?? null },
    search: {
      number: view.number ?? null,
      product: view.product ?? null,
      placedFrom: view.from === undefined ? null : startOf(view.from, 0),
      placedBefore: view.to === undefined ? null : startOf(view.to, 1),
    },
  };
}

/** Returns the line above the heading: how many orders there are, and in which order. */
export function kickerOf({ status }: OrdersView, count: number | undefined): string {
  if (count === undefined) return 'The newest first';
  const kind = status === undefined ? '' : ` ${statusNames[status].toLowerCase()}`;
  return `${formatCount(count)}${kind} ${count === 1 ? 'order' : 'orders'}, the newest first`;
}

function readDay(text: string | undefined): string | undefined {
  if (text === undefined || !/^(?!0000)\d{4}-\d\d-\d\d$/.test(text)) return undefined;
  const day = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(day.getTime()) && day.toISOString().startsWith(text) ? text : undefined;
}

/** Returns the moment at which a day begins in the reader's time zone, or the day some days later. */
function startOf(day: string, later: number): string {
  const [year = 0, month = 1, date = 1] = day.split('-').map(Number);
  return new Date(year, month - 1, date + later).toISOString();
}
