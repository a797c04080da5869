import type { OrderStatus } from '../../../src/index.ts';
import { hrefOf } from '../routing/address.ts';
import { Link } from '../routing/link.tsx';
import { statuses, statusNames } from '../ui/status.ts';

interface StatusFilterProps {
  readonly status: OrderStatus | undefined;
  readonly customerId: string | undefined;
}

/** Filter by status. Each status has an address of its own. */
export function StatusFilter({ status, customerId }: StatusFilterProps) {
  const choices = [undefined, ...statuses];
  return (
    <nav className="filter" aria-label="Orders by status">
      {choices.map((choice) => (
        <Link
          key={choice ?? 'ALL'}
          href={hrefOf('', { status: choice?.toLowerCase(), customer: customerId })}
          aria-current={choice === status ? 'true' : undefined}
        >
          {choice === undefined ? 'All' : statusNames[choice]}
        </Link>
      ))}
    </nav>
  );
}
