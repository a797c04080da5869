import { hrefOf } from '../routing/address.ts';
import { Link } from '../routing/link.tsx';
import { statuses, statusNames } from '../ui/status.ts';
import { type OrdersView, searchOf } from './orders-view.ts';

/** Filter by status. Each status has an address of its own. */
export function StatusFilter({ view }: { readonly view: OrdersView }) {
  const choices = [undefined, ...statuses];
  return (
    <nav className="filter" aria-label="Orders by status">
      {choices.map((choice) => (
        <Link
          key={choice ?? 'ALL'}
          href={hrefOf('', { ...searchOf(view), status: choice?.toLowerCase() })}
          aria-current={choice === view.status ? 'true' : undefined}
        >
          {choice === undefined ? 'All' : statusNames[choice]}
        </Link>
      ))}
    </nav>
  );
}
