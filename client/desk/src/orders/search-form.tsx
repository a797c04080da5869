import type { FormEvent } from 'react';
import { hrefOf, navigate } from '../routing/address.ts';
import { Link } from '../routing/link.tsx';
import { Field } from '../ui/field.tsx';
import { isSearch, type OrdersView, searchOf } from './orders-view.ts';

interface SearchFormProps {
  readonly view: OrdersView;
  /** Whether the viewer may search the orders of others. */
  readonly seesOthers: boolean;
}

/** Search by number, customer, product and days. It changes the address, and keeps the status. */
export function SearchForm({ view, seesOthers }: SearchFormProps) {
  const submit = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault();
    const fields = new FormData(event.currentTarget);
    const text = (name: string) => String(fields.get(name) ?? '').trim();
    const who = text('who');
    const customer = who === '' ? view.customerId : undefined;
    const given = { number: text('number'), product: text('product'), from: text('from'), to: text('to') };
    navigate(hrefOf('', { ...searchOf(view), ...given, who, customer }));
  };
  const isActive = isSearch(view);
  return (
    <search>
      <details className="search" open={isActive}>
        <summary>Search</summary>
        {/* A new search replaces the fields, also when it comes from the browser's history. */}
        <form key={JSON.stringify(searchOf(view))} className="fields" onSubmit={submit}>
          <Field
            name="number"
            label="Order number"
            value={view.number}
            pattern="#?[0-9a-fA-F]{4,12}|[0-9a-fA-F\-]{36}"
            title="The number of an order, or its last four characters or more"
          />
          {seesOthers && <Field name="who" label="Customer" value={view.who} maxLength={100} />}
          <Field name="product" label="Product" value={view.product} maxLength={100} />
          <Field name="from" label="From" value={view.from} type="date" />
          <Field name="to" label="To" value={view.to} type="date" />
          <div className="buttons">
            <button type="submit" className="primary">
              Find orders
            </button>
            {isActive && (
              <Link href={hrefOf('', { status: view.status?.toLowerCase() })}>Clear the search</Link>
            )}
          </div>
        </form>
      </details>
    </search>
  );
}
