import {
  type FragmentType,
  type OrderChangeReason,
  OrderHistoryFragmentDoc,
  readFragment,
} from '../../../src/index.ts';
import { formatMoment } from '../ui/format.ts';
import { StatusMark } from '../ui/status-mark.tsx';

/** Status changes of an order: when, by which person if the viewer may see that, and why if no person made it. */
export function OrderHistory({ order }: { readonly order: FragmentType<typeof OrderHistoryFragmentDoc> }) {
  const { history } = readFragment(OrderHistoryFragmentDoc, order);
  return (
    <section className="sheet" aria-labelledby="history">
      <h2 id="history">History</h2>
      <ol className="history">
        {history.map(({ status, at, by, reason }) => (
          <li key={`${status} ${at}`}>
            <StatusMark status={status} />
            <span className="soft">
              <time dateTime={at}>{formatMoment(at)}</time>
              {by !== null && `, by ${by.name}`}
              {reason !== null && `, ${reasons[reason]}`}
            </span>
          </li>
        ))}
      </ol>
    </section>
  );
}

const reasons: Readonly<Record<OrderChangeReason, string>> = {
  CUSTOMER_DEACTIVATED: 'because the customer was deactivated',
};
