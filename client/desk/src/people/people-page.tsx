import { useQuery } from '@apollo/client/react';
import {
  PeoplePageDocument,
  type PeoplePageQuery,
  type PeoplePageQueryVariables,
} from '../../../src/index.ts';
import { mayRetry, readProblems, toSentence } from '../graph/problems.ts';
import { CustomerName } from '../orders/customer-name.tsx';
import { hrefOf, useAddress } from '../routing/address.ts';
import { Link } from '../routing/link.tsx';
import { useReturnFromBadCursor } from '../routing/use-return-from-bad-cursor.ts';
import { ChoiceFilter } from '../ui/choice-filter.tsx';
import { formatCount, formatDay, formatMoney } from '../ui/format.ts';
import { MissingNotice } from '../ui/missing-notice.tsx';
import { Notice } from '../ui/notice.tsx';
import { PageTitle } from '../ui/page-title.tsx';
import { Pager } from '../ui/pager.tsx';
import { SearchBox } from '../ui/search-box.tsx';
import { Skeleton } from '../ui/skeleton.tsx';

const path = 'people';
const pageSize = 20;

const orders = [
  { name: 'Newest first', value: undefined },
  { name: 'Most spent first', value: 'spent' },
] as const;

/** Page of the people that the graph knows, for staff. Each leads to their orders. */
export function PeoplePage() {
  const { search } = useAddress();
  const words = search.get('search')?.trim() || undefined;
  const by = search.get('by') === 'spent' ? 'spent' : undefined;
  const after = search.get('after') ?? undefined;
  const variables: PeoplePageQueryVariables = {
    first: pageSize,
    after: after ?? null,
    filter: { search: words ?? null },
    orderBy: by === 'spent' ? 'SPENT_DESC' : 'NEWEST',
  };
  const { data, error, loading, refetch } = useQuery(PeoplePageDocument, { variables, errorPolicy: 'all' });
  const problems = loading ? [] : readProblems(error);
  const isReturning = useReturnFromBadCursor(problems);
  const [problem] = isReturning ? [] : problems;
  // The whole answer may be null, although its type does not say so.
  const people = data?.users;
  const retry = () => void refetch();
  return (
    <>
      <PageTitle title="People" kicker={kickerOf(people?.totalCount)} />
      <ChoiceFilter label="Order of the people" path={path} parameter="by" choices={orders} chosen={by} />
      <SearchBox label="Name or e-mail address" path={path} value={words} />
      {people === undefined && problem === undefined && <Skeleton rows={8} label="Loading people" />}
      {people === undefined && problem !== undefined && (
        <Notice kind="bad" onRetry={mayRetry(problems) ? retry : undefined}>
          {toSentence(problem)}
        </Notice>
      )}
      {people !== undefined && (
        <div aria-busy={loading}>
          <MissingNotice problems={problems} onRetry={retry} />
          {people.nodes.length === 0 && <p className="empty">Nobody is like this.</p>}
          <PeopleTable people={people.nodes} />
          <Pager
            of="people"
            path={path}
            search={{ search: words, by }}
            after={after}
            pageInfo={people.pageInfo}
            names={names}
          />
        </div>
      )}
    </>
  );
}

const names = ['First', 'Back', 'More'] as const;

function kickerOf(count: number | undefined): string {
  if (count === undefined) return 'Everybody who can order';
  return `${formatCount(count)} ${count === 1 ? 'person' : 'people'}`;
}

function PeopleTable({ people }: { readonly people: PeoplePageQuery['users']['nodes'] }) {
  return (
    <ul className="rows" aria-label="People">
      {people.map((person) => (
        <li key={person.id} className="row">
          <span className="row-name">
            <CustomerName customer={person} filterId={person.id} />
            {person.status === 'DEACTIVATED' && <span className="soft"> deactivated</span>}
          </span>
          <span className="soft row-detail">{person.email ?? 'address not visible'}</span>
          <span className="soft">since {formatDay(person.createdAt)}</span>
          <Figures person={person} />
        </li>
      ))}
    </ul>
  );
}

function Figures({
  person: { id, orderStats },
}: {
  readonly person: PeoplePageQuery['users']['nodes'][number];
}) {
  if (orderStats === null) return <span className="missing row-figures">orders not known right now</span>;
  return (
    <span className="row-figures">
      <Link href={hrefOf('', { customer: id })}>
        {formatCount(orderStats.count)} {orderStats.count === 1 ? 'order' : 'orders'}
      </Link>
      <span className="figure"> {orderStats.spent.map(formatMoney).join(' and ')}</span>
    </span>
  );
}
