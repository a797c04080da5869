import { type FragmentType, OrderRowFragmentDoc, readFragment } from '../../../src/index.ts';
import { hrefOf } from '../routing/address.ts';
import { Link } from '../routing/link.tsx';
import { formatDay, formatMoney, orderNumber } from '../ui/format.ts';
import { StatusMark } from '../ui/status-mark.tsx';
import { CustomerName } from './customer-name.tsx';

/** An order in the list. The whole row is a link to it. */
export function OrderRow({ order }: { readonly order: FragmentType<typeof OrderRowFragmentDoc> }) {
  const { id, placedAt, status, total, lines, customer } = readFragment(OrderRowFragmentDoc, order);
  return (
    <li className="order-row">
      <Link href={hrefOf(`orders/${id}`)} className="order-link">
        <span className="hidden">Order </span>
        <span className="number">{orderNumber(id)}</span>
      </Link>
      <span className="order-customer">
        {customer === null ? (
          <span className="missing">Customer not known right now</span>
        ) : (
          <CustomerName customer={customer} filterId={customer.id} />
        )}
      </span>
      <span className="order-what">{summaryOf(lines)}</span>
      <time className="order-day soft" dateTime={placedAt}>
        {formatDay(placedAt)}
      </time>
      <span className="order-total figure">{formatMoney(total)}</span>
      <span className="order-status">
        <StatusMark status={status} />
      </span>
    </li>
  );
}

function summaryOf(
  lines: readonly { readonly quantity: number; readonly product: { readonly name: string } }[],
): string {
  const [first] = lines;
  if (first === undefined) return '';
  const more = lines.length > 1 ? ` and ${lines.length - 1} more` : '';
  return `${first.quantity} × ${first.product.name}${more}`;
}
