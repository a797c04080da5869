import { useQuery } from '@apollo/client/react';
import { CustomerFilterDocument, type OrderStatus } from '../../../src/index.ts';
import { hrefOf } from '../routing/address.ts';
import { Link } from '../routing/link.tsx';

interface CustomerFilterProps {
  readonly id: string;
  readonly status: OrderStatus | undefined;
}

/** Names the customer whose orders are shown, and links back to all orders. */
export function CustomerFilter({ id, status }: CustomerFilterProps) {
  const { data } = useQuery(CustomerFilterDocument, {
    variables: { id },
    errorPolicy: 'all',
    fetchPolicy: 'cache-first',
  });
  return (
    <p className="whose">
      Only orders of <strong>{data?.user?.name ?? 'one customer'}</strong>
      <Link href={hrefOf('', { status: status?.toLowerCase() })}>Show everybody’s</Link>
    </p>
  );
}
