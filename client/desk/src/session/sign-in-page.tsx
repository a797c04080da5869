import { type FormEvent, useState } from 'react';
import { Notice } from '../ui/notice.tsx';
import { PageTitle } from '../ui/page-title.tsx';
import type { DevelopmentViewer, SessionActions } from './use-session.ts';

interface SignInPageProps extends Pick<SessionActions, 'signInAs' | 'signInWith'> {
  readonly viewers: readonly DevelopmentViewer[] | undefined;
  readonly reason: string | undefined;
}

/** Sign-in page: a choice of demo people in development, an access token elsewhere. */
export function SignInPage({ viewers, reason, signInAs, signInWith }: SignInPageProps) {
  return (
    <main className="sign-in" id="content">
      <PageTitle title="Who is at the desk?" kicker="Order desk" />
      {reason !== undefined && <Notice kind="bad">{reason}</Notice>}
      {viewers === undefined ? (
        <TokenForm signInWith={signInWith} />
      ) : (
        <ViewerList viewers={viewers} signInAs={signInAs} />
      )}
    </main>
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

function TokenForm({ signInWith }: Pick<SessionActions, 'signInWith'>) {
  const [token, setToken] = useState('');
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (token.trim() !== '') signInWith(token.trim());
  };
  return (
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
        Sign in
      </button>
    </form>
  );
}
