import { ApolloProvider } from '@apollo/client/react';
import { useMemo } from 'react';
import { createGraphClient } from './graph/create-graph-client.ts';
import { NewOrderPage } from './new-order/new-order-page.tsx';
import { OrderPage } from './order/order-page.tsx';
import { OrdersPage } from './orders/orders-page.tsx';
import { PeoplePage } from './people/people-page.tsx';
import { hrefOf, useAddress } from './routing/address.ts';
import { Link } from './routing/link.tsx';
import { SignInPage } from './session/sign-in-page.tsx';
import { type SessionActions, type SignedIn, useSession } from './session/use-session.ts';
import { useViewer } from './session/use-viewer.ts';
import { ViewerBadge } from './session/viewer-badge.tsx';
import { StockPage } from './stock/stock-page.tsx';
import { ErrorBoundary } from './ui/error-boundary.tsx';
import { PageTitle } from './ui/page-title.tsx';
import { Skeleton } from './ui/skeleton.tsx';
import { StatusIcon } from './ui/status-mark.tsx';

/** The order desk: sign-in, then its pages. */
export function App() {
  const [session, actions] = useSession();
  switch (session.kind) {
    case 'opening':
      return <Skeleton rows={4} label="Opening the desk" />;
    case 'signed-out':
      return <SignInPage ways={session.ways} reason={session.reason} {...actions} />;
    case 'signed-in':
      return <Desk session={session} signOut={actions.signOut} />;
    default:
      return session satisfies never;
  }
}

interface DeskProps {
  readonly session: SignedIn;
  readonly signOut: SessionActions['signOut'];
}

function Desk({ session: { credentials, name, scopes }, signOut }: DeskProps) {
  const client = useMemo(
    () =>
      createGraphClient({
        credentials,
        onSignedOut: () => void signOut('Your session has ended. Sign in again to go on.'),
      }),
    [credentials, signOut],
  );
  const { path } = useAddress();
  return (
    <ApolloProvider client={client}>
      <a className="skip" href="#content">
        Skip to the content
      </a>
      <header className="bar">
        <Link href={hrefOf('')} className="brand">
          <StatusIcon status="PAID" />
          Order desk
        </Link>
        <Navigation path={path} scopes={scopes} />
        <ViewerBadge name={name} onSignOut={() => void signOut()} />
      </header>
      <main id="content">
        <ErrorBoundary key={path}>
          <Page path={path} scopes={scopes} />
        </ErrorBoundary>
      </main>
    </ApolloProvider>
  );
}

interface PageProps {
  readonly path: string;
  readonly scopes: ReadonlySet<string>;
}

/** Links to the pages that the viewer may use. */
function Navigation({ path, scopes }: PageProps) {
  const { cannotOrder } = useViewer();
  return (
    <nav aria-label="Desk">
      {pagesOf(scopes, cannotOrder === undefined).map((page) => (
        <Link key={page.path} href={hrefOf(page.path)} aria-current={page.path === path ? 'page' : undefined}>
          {page.name}
        </Link>
      ))}
    </nav>
  );
}

function pagesOf(scopes: ReadonlySet<string>, canOrder: boolean) {
  return [
    { path: '', name: 'Orders' },
    ...(canOrder ? [{ path: 'new', name: 'New order' }] : []),
    ...(scopes.has('users:read') ? [{ path: 'people', name: 'People' }] : []),
    ...(scopes.has('orders:read') ? [{ path: 'stock', name: 'Stock' }] : []),
  ];
}

/** Page of a path. Asks for the viewer again, since who may order can change after the sign-in. */
function Page({ path, scopes }: PageProps) {
  const { cannotOrder } = useViewer();
  if (path === '') return <OrdersPage seesOthers={scopes.has('orders:read') && scopes.has('users:read')} />;
  if (path === 'new') return <NewOrderPage cannotOrder={cannotOrder} />;
  if (path === 'people') return <PeoplePage />;
  if (path === 'stock') return <StockPage />;
  const [, id] = path.match(/^orders\/([\w-]+)$/) ?? [];
  if (id !== undefined) return <OrderPage key={id} id={id} />;
  return (
    <>
      <PageTitle title="There is no such page" />
      <p>
        <Link href={hrefOf('')}>Go to the orders</Link>
      </p>
    </>
  );
}
