import {
  type CustomerCardFragment,
  CustomerCardFragmentDoc,
  type FragmentType,
  readFragment,
} from '../../../src/index.ts';
import { CustomerName } from '../orders/customer-name.tsx';
import { hrefOf } from '../routing/address.ts';
import { Link } from '../routing/link.tsx';
import { formatCount, formatMoney } from '../ui/format.ts';

/** The customer of an order, as far as the viewer may see it. */
export function CustomerCard({
  customer,
}: {
  readonly customer: FragmentType<typeof CustomerCardFragmentDoc> | null;
}) {
  const known = readFragment(CustomerCardFragmentDoc, customer);
  return (
    <section className="sheet" aria-labelledby="customer">
      <h2 id="customer">Customer</h2>
      {known === null ? <p className="missing">Not known right now.</p> : <Known customer={known} />}
    </section>
  );
}

function Known({ customer }: { readonly customer: CustomerCardFragment }) {
  const { id, email, orderStats } = customer;
  return (
    <>
      <p className="customer-line">
        <CustomerName customer={customer} />
      </p>
      {email !== null && <p className="soft">{email}</p>}
      {orderStats !== null && (
        <dl className="facts">
          <dt>Orders</dt>
          <dd>
            <Link href={hrefOf('', { customer: id })}>{formatCount(orderStats.count)}</Link>
          </dd>
          <dt>Paid so far</dt>
          <dd className="figure">{orderStats.spent.map(formatMoney).join(' and ') || 'nothing yet'}</dd>
        </dl>
      )}
    </>
  );
}
