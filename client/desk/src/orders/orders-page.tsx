import { useApolloClient, useQuery } from '@apollo/client/react';
import type { ReactNode } from 'react';
import {
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
import { useViewer } from '../session/use-viewer.ts';
import { MissingNotice } from '../ui/missing-notice.tsx';
import { Notice } from '../ui/notice.tsx';
import { PageTitle } from '../ui/page-title.tsx';
import { Pager } from '../ui/pager.tsx';
import { Skeleton } from '../ui/skeleton.tsx';
import { CustomerChoice } from './customer-choice.tsx';
import { CustomerFilter } from './customer-filter.tsx';
import { OrderRow } from './order-row.tsx';
import { isSearch, kickerOf, type OrdersView, readView, searchOf, variablesOf } from './orders-view.ts';
import { SearchForm } from './search-form.tsx';
import { StatusFilter } from './status-filter.tsx';

/** Page of the orders, the newest first. Staff can search the orders of everybody. */
export function OrdersPage({ seesOthers }: { readonly seesOthers: boolean }) {
  const view = readView(useAddress().search);
  const filters = (
    <>
      <StatusFilter view={view} />
      <SearchForm view={view} seesOthers={seesOthers} />
    </>
  );
  if (view.who === undefined) return <OrderList view={view}>{filters}</OrderList>;
  return (
    <>
      <PageTitle title="Orders" kicker={kickerOf(view, undefined)} />
      {filters}
      <CustomerChoice view={view} who={view.who} />
    </>
  );
}

interface OrderListProps {
  readonly view: OrdersView;
  readonly children: ReactNode;
}

function OrderList({ view, children }: OrderListProps) {
  const { customerId, after } = view;
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
      {children}
      {customerId !== undefined && <CustomerFilter id={customerId} view={view} />}
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
            <Pager of="orders" path="" search={searchOf(view)} after={after} pageInfo={orders.pageInfo} />
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

function Nothing({ view }: { readonly view: OrdersView }) {
  const { cannotOrder } = useViewer();
  const filtered = view.status !== undefined || view.customerId !== undefined || isSearch(view);
  return (
    <div className="empty">
      <p role="status">{filtered ? 'No order is like this.' : 'There are no orders yet.'}</p>
      {(filtered || cannotOrder === undefined) && (
        <Link href={filtered ? hrefOf('') : hrefOf('new')} className="button">
          {filtered ? 'Show all orders' : 'Place the first'}
        </Link>
      )}
    </div>
  );
}
