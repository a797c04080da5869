import { useQuery } from '@apollo/client/react';
import { CustomerFilterDocument } from '../../../src/index.ts';
import { hrefOf } from '../routing/address.ts';
import { Link } from '../routing/link.tsx';
import { type OrdersView, searchOf } from './orders-view.ts';

interface CustomerFilterProps {
  readonly id: string;
  readonly view: OrdersView;
}

/** Names the customer whose orders are shown, and links back to all orders. */
export function CustomerFilter({ id, view }: CustomerFilterProps) {
  const { data } = useQuery(CustomerFilterDocument, {
    variables: { id },
    errorPolicy: 'all',
    fetchPolicy: 'cache-first',
  });
  return (
    <p className="whose">
      Only orders of <strong>{data?.user?.name ?? 'one customer'}</strong>
      <Link href={hrefOf('', { ...searchOf(view), customer: undefined })}>Show everybody’s</Link>
    </p>
  );
}
