import { type FormEvent, useState } from 'react';
import { hrefOf, readPath } from '../routing/address.ts';
import { Notice } from '../ui/notice.tsx';
import { PageTitle } from '../ui/page-title.tsx';
import type { DevelopmentViewer } from './development-sign-in.ts';
import type { OpenId } from './open-id.ts';
import type { SessionActions, Ways } from './use-session.ts';

interface SignInPageProps extends Pick<SessionActions, 'signInAs' | 'signInWith'> {
  readonly ways: Ways;
  readonly reason: string | undefined;
}

/** Sign-in page: the identity provider, and in development a choice of demo people, or an access token. */
export function SignInPage({ ways: { openId, tokens, viewers }, reason, ...actions }: SignInPageProps) {
  return (
    <main className="sign-in" id="content">
      <PageTitle title="Who is at the desk?" kicker="Order desk" />
      {reason !== undefined && <Notice kind="bad">{reason}</Notice>}
      {openId !== undefined && <ProviderButton openId={openId} />}
      {viewers.length > 0 && <ViewerList viewers={viewers} signInAs={actions.signInAs} />}
      {tokens && <TokenForm signInWith={actions.signInWith} isOpen={viewers.length === 0} />}
      {openId === undefined && !tokens && reason === undefined && (
        <p>No way to sign in is set up here. An operator sets SIGN_IN_ISSUER at the gateway.</p>
      )}
    </main>
  );
}

function ProviderButton({ openId }: { readonly openId: OpenId }) {
  const [failed, setFailed] = useState(false);
  const leave = (): void => {
    const { pathname, search } = window.location;
    const returnTo = readPath() === 'signed-in' ? hrefOf('') : `${pathname}${search}`;
    setFailed(false);
    openId.leave({ silent: false, returnTo }).catch(() => setFailed(true));
  };
  return (
    <>
      {failed && <Notice kind="bad">The identity provider cannot be reached. Try again in a moment.</Notice>}
      <div>
        <button type="button" className="primary" onClick={leave}>
          Sign in
        </button>
      </div>
    </>
  );
}

function ViewerList({
  viewers,
  signInAs,
}: {
  readonly viewers: readonly DevelopmentViewer[];
  readonly signInAs: SessionActions['signInAs'];
}) {
  const [failed, setFailed] = useState(false);
  return (
    <>
      <p className="lead">This is a development graph: sit down as one of its people.</p>
      {failed && <Notice kind="bad">No token was given. Is the gateway still running?</Notice>}
      <ul className="people">
        {viewers.map((viewer) => (
          <li key={viewer.subject}>
            <button type="button" onClick={() => void signInAs(viewer).catch(() => setFailed(true))}>
              <span className="person">{viewer.name}</span>
              <span className="soft">{viewer.description}</span>
            </button>
          </li>
        ))}
      </ul>
    </>
  );
}

interface TokenFormProps extends Pick<SessionActions, 'signInWith'> {
  readonly isOpen: boolean;
}

function TokenForm({ signInWith, isOpen }: TokenFormProps) {
  const [token, setToken] = useState('');
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (token.trim() !== '') signInWith(token.trim());
  };
  return (
    <details open={isOpen}>
      <summary>Sign in with a token</summary>
      <form className="token-form" onSubmit={submit}>
        <label htmlFor="token">Access token</label>
        <input
          id="token"
          type="password"
          autoComplete="off"
          spellCheck={false}
          aria-describedby="token-hint"
          value={token}
          onChange={(event) => setToken(event.target.value)}
        />
        <p id="token-hint" className="soft">
          From your identity provider. It stays in this tab’s memory and is gone when the tab is reloaded.
        </p>
        <button type="submit" className="primary">
          Sign in with it
        </button>
      </form>
    </details>
  );
}
