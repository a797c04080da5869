import { useApolloClient, useQuery } from '@apollo/client/react';
import { OrderFollowedDocument, OrderPageDocument } from '../../../src/index.ts';
import { mayRetry, type Problem, readProblems, toSentence } from '../graph/problems.ts';
import { LiveSign } from '../live/live-sign.tsx';
import { useLive } from '../live/use-live.ts';
import { hrefOf } from '../routing/address.ts';
import { Link } from '../routing/link.tsx';
import { formatMoment, orderNumber } from '../ui/format.ts';
import { MissingNotice } from '../ui/missing-notice.tsx';
import { Notice } from '../ui/notice.tsx';
import { PageTitle } from '../ui/page-title.tsx';
import { Skeleton } from '../ui/skeleton.tsx';
import { StatusMark } from '../ui/status-mark.tsx';
import { CustomerCard } from './customer-card.tsx';
import { OrderActions } from './order-actions.tsx';
import { OrderHistory } from './order-history.tsx';
import { OrderLines } from './order-lines.tsx';

/** One order: lines, status, history and the changes that can be made. */
export function OrderPage({ id }: { readonly id: string }) {
  const { data, error, loading, refetch } = useQuery(OrderPageDocument, {
    variables: { id },
    errorPolicy: 'all',
    notifyOnNetworkStatusChange: true,
  });
  const state = useFollowedOrder(id);
  const problems = loading ? [] : readProblems(error);
  const order = data?.order;
  if (order) {
    return (
      <article className="order">
        <PageTitle
          title={`Order ${orderNumber(id)}`}
          kicker={`Placed ${formatMoment(order.placedAt)}`}
          sign={<LiveSign state={state} />}
        />
        <p className="order-state">
          <StatusMark status={order.status} />
        </p>
        <MissingNotice problems={problems} onRetry={() => void refetch()} />
        <OrderActions id={id} actions={order.actions} />
        <div className="columns">
          <OrderLines order={order} />
          <div className="aside">
            <CustomerCard customer={order.customer} />
            <OrderHistory order={order} />
          </div>
        </div>
      </article>
    );
  }
  return (
    <>
      <PageTitle title={`Order ${orderNumber(id)}`} />
      {problems.length === 0 ? (
        <Skeleton rows={6} label="The order is on its way" />
      ) : (
        <NotShown problems={problems} onRetry={() => void refetch()} />
      )}
      <p>
        <Link href={hrefOf('')}>All orders</Link>
      </p>
    </>
  );
}

function useFollowedOrder(id: string) {
  const client = useApolloClient();
  return useLive({
    document: OrderFollowedDocument,
    variables: { id },
    refresh: () => client.query({ query: OrderPageDocument, variables: { id }, fetchPolicy: 'network-only' }),
  });
}

function NotShown({
  problems,
  onRetry,
}: {
  readonly problems: readonly Problem[];
  readonly onRetry: () => void;
}) {
  const [first] = problems;
  if (first === undefined || problems.some(({ code }) => code === 'NOT_FOUND' || code === 'BAD_USER_INPUT')) {
    return <Notice kind="bad">There is no such order, or it is not yours to see.</Notice>;
  }
  return (
    <Notice kind="bad" onRetry={mayRetry(problems) ? onRetry : undefined}>
      {toSentence(first)}
    </Notice>
  );
}
