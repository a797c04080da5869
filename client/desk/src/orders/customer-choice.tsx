import { useQuery } from '@apollo/client/react';
import { useEffect } from 'react';
import { CustomerChoiceDocument } from '../../../src/index.ts';
import { mayRetry, readProblems, toSentence } from '../graph/problems.ts';
import { hrefOf, navigate } from '../routing/address.ts';
import { Link } from '../routing/link.tsx';
import { Notice } from '../ui/notice.tsx';
import { Skeleton } from '../ui/skeleton.tsx';
import { type OrdersView, searchOf } from './orders-view.ts';

const maxChoices = 8;

interface CustomerChoiceProps {
  readonly view: OrdersView;
  /** Part of a customer's name or address. */
  readonly who: string;
}

/** Customers that a search finds, each with a link to their orders. A single one is chosen at once. */
export function CustomerChoice({ view, who }: CustomerChoiceProps) {
  const { data, error, loading, refetch } = useQuery(CustomerChoiceDocument, {
    variables: { first: maxChoices, search: who },
    errorPolicy: 'all',
  });
  const found = data?.users?.nodes;
  const problems = loading ? [] : readProblems(error);
  const [problem] = problems;
  const hrefOfOrders = (customer: string) => hrefOf('', { ...searchOf(view), who: undefined, customer });
  const only = found?.length === 1 && found[0] ? hrefOfOrders(found[0].id) : undefined;
  useEffect(() => {
    if (only !== undefined) navigate(only, null, 'replace');
  }, [only]);
  if (problem !== undefined) {
    return (
      <Notice kind="bad" onRetry={mayRetry(problems) ? () => void refetch() : undefined}>
        {toSentence(problem)}
      </Notice>
    );
  }
  if (found === undefined || only !== undefined)
    return <Skeleton rows={3} label="Looking for the customer" />;
  return (
    <section aria-labelledby="choice">
      <div role="status">
        <h2 id="choice">
          {found.length === 0 ? `Nobody is called “${who}”.` : `Which customer do you mean by “${who}”?`}
        </h2>
      </div>
      <ul className="choices">
        {found.map(({ id, name, email }) => (
          <li key={id}>
            <Link href={hrefOfOrders(id)}>{name}</Link>
            {email !== null && <span className="soft"> {email}</span>}
          </li>
        ))}
      </ul>
      {data?.users?.pageInfo.hasNextPage && <p className="soft">There are more. Write more of the name.</p>}
    </section>
  );
}
