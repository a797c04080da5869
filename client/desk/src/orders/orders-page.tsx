import { useApolloClient, useQuery } from '@apollo/client/react';
import {
  type OrderStatus,
  OrdersFollowedDocument,
  OrdersPageDocument,
  type OrdersPageQueryVariables,
} from '../../../src/index.ts';
import { mayRetry, readProblems, toSentence } from '../graph/problems.ts';
import { LiveSign } from '../live/live-sign.tsx';
import { useLive } from '../live/use-live.ts';
import { hrefOf, useAddress } from '../routing/address.ts';
import { Link } from '../routing/link.tsx';
import { useReturnFromBadCursor } from '../routing/use-return-from-bad-cursor.ts';
import { formatCount } from '../ui/format.ts';
import { MissingNotice } from '../ui/missing-notice.tsx';
import { Notice } from '../ui/notice.tsx';
import { PageTitle } from '../ui/page-title.tsx';
import { Skeleton } from '../ui/skeleton.tsx';
import { readStatus, statusNames } from '../ui/status.ts';
import { CustomerFilter } from './customer-filter.tsx';
import { OrderRow } from './order-row.tsx';
import { Pager } from './pager.tsx';
import { StatusFilter } from './status-filter.tsx';

/** Filters and position of the list. All of it is in the address, so that it can be bookmarked, shared and gone back to. */
interface View {
  readonly status: OrderStatus | undefined;
  readonly customerId: string | undefined;
  readonly after: string | undefined;
}

const pageSize = 15;

/** List of orders, the newest first, one page at a time. */
export function OrdersPage() {
  const { search } = useAddress();
  const view = readView(search);
  const { status, customerId, after } = view;
  const variables = variablesOf(view);
  const { data, error, loading, refetch } = useQuery(OrdersPageDocument, {
    variables,
    // A partial answer is shown, with a notice of what is missing.
    errorPolicy: 'all',
    notifyOnNetworkStatusChange: true,
  });
  const state = useFollowedOrders(variables, customerId);
  const problems = loading ? [] : readProblems(error);
  const isReturning = useReturnFromBadCursor(problems);
  const [problem] = isReturning ? [] : problems;
  // The whole answer may be null, although its type does not say so.
  const orders = data?.orders;
  const retry = () => void refetch();
  return (
    <>
      <PageTitle
        title="Orders"
        kicker={kickerOf(view, orders?.totalCount)}
        sign={<LiveSign state={state} />}
      />
      <StatusFilter status={status} customerId={customerId} />
      {customerId !== undefined && <CustomerFilter id={customerId} status={status} />}
      {orders === undefined && problem === undefined && <Skeleton rows={8} label="Loading orders" />}
      {orders === undefined && problem !== undefined && (
        <Notice kind="bad" onRetry={mayRetry(problems) ? retry : undefined}>
          {toSentence(problem)}
        </Notice>
      )}
      {orders !== undefined && (
        <>
          <MissingNotice problems={problems} onRetry={retry} />
          <div aria-busy={loading}>
            {orders.nodes.length === 0 ? (
              <Nothing view={view} />
            ) : (
              <ol className="orders" aria-label="Orders, the newest first">
                {orders.nodes.map((order) => (
                  <OrderRow key={order.id} order={order} />
                ))}
              </ol>
            )}
            <Pager
              of="orders"
              path=""
              search={{ status: status?.toLowerCase(), customer: customerId }}
              after={after}
              pageInfo={orders.pageInfo}
            />
          </div>
        </>
      )}
    </>
  );
}

/** Follows orders of any status: one that leaves the filter is a change of the list too. */
function useFollowedOrders(variables: OrdersPageQueryVariables, customerId: string | undefined) {
  const client = useApolloClient();
  return useLive({
    document: OrdersFollowedDocument,
    variables: { filter: { customerId: customerId ?? null } },
    refresh: () => client.query({ query: OrdersPageDocument, variables, fetchPolicy: 'network-only' }),
  });
}

function readView(search: URLSearchParams): View {
  return {
    status: readStatus(search.get('status')),
    customerId: search.get('customer') ?? undefined,
    after: search.get('after') ?? undefined,
  };
}

function variablesOf({ status, customerId, after }: View): OrdersPageQueryVariables {
  return {
    first: pageSize,
    after: after ?? null,
    filter: { status: status ?? null, customerId: customerId ?? null },
  };
}

function kickerOf({ status }: View, count: number | undefined): string {
  if (count === undefined) return 'The newest first';
  const kind = status === undefined ? '' : ` ${statusNames[status].toLowerCase()}`;
  return `${formatCount(count)}${kind} ${count === 1 ? 'order' : 'orders'}, the newest first`;
}

function Nothing({ view }: { readonly view: View }) {
  const filtered = view.status !== undefined || view.customerId !== undefined;
  return (
    <div className="empty">
      <p>{filtered ? 'No order is like this.' : 'There are no orders yet.'}</p>
      <Link href={filtered ? hrefOf('') : hrefOf('new')} className="button">
        {filtered ? 'Show all orders' : 'Place the first'}
      </Link>
    </div>
  );
}
