import { useCallback, useEffect, useState } from 'react';

/** A demo person that the desk can sign in as in development. */
export interface DevelopmentViewer {
  readonly subject: string;
  readonly name: string;
  readonly description: string;
  readonly scopes: readonly string[];
}

export type Session =
  | { readonly kind: 'opening' }
  | {
      readonly kind: 'signed-out';
      /** Demo people to sign in as, or undefined if a token is needed. */
      readonly viewers: readonly DevelopmentViewer[] | undefined;
      readonly reason: string | undefined;
    }
  | {
      readonly kind: 'signed-in';
      readonly token: string;
      readonly name: string | undefined;
      /** Scopes of the token. They decide which pages are offered; the graph decides what they show. */
      readonly scopes: ReadonlySet<string>;
    };

export interface SessionActions {
  readonly signInAs: (viewer: DevelopmentViewer) => Promise<void>;
  readonly signInWith: (token: string) => void;
  /** Signs out and shows the reason. */
  readonly signOut: (reason?: string) => Promise<void>;
}

/** Only the viewer's subject outlives a reload of the page, in this tab. A token never does. */
const subjectKey = 'desk.subject';

/** Returns the session of this tab. A demo person who was signed in before is signed in again. */
export function useSession(): readonly [Session, SessionActions] {
  const [session, setSession] = useState<Session>({ kind: 'opening' });

  const signInAs = useCallback(async ({ subject, name, scopes }: DevelopmentViewer) => {
    const token = await fetchDevelopmentToken(subject);
    sessionStorage.setItem(subjectKey, subject);
    setSession({ kind: 'signed-in', token, name, scopes: new Set(scopes) });
  }, []);

  const signInWith = useCallback((token: string) => {
    setSession({ kind: 'signed-in', token, name: undefined, scopes: readScopes(token) });
  }, []);

  const signOut = useCallback(async (reason?: string) => {
    sessionStorage.removeItem(subjectKey);
    const viewers = await fetchDevelopmentViewers().catch(() => undefined);
    setSession({ kind: 'signed-out', viewers, reason });
  }, []);

  useEffect(() => {
    const open = async (): Promise<void> => {
      const subject = sessionStorage.getItem(subjectKey);
      const viewers = subject === null ? undefined : await fetchDevelopmentViewers();
      const viewer = viewers?.find((known) => known.subject === subject);
      await (viewer === undefined ? signOut() : signInAs(viewer));
    };
    open().catch(() => signOut('The gateway cannot be reached. Try again in a moment.'));
  }, [signInAs, signOut]);

  return [session, { signInAs, signInWith, signOut }];
}

/** Reads the scopes of a JWT (RFC 9068). A token of another form has none here. */
function readScopes(token: string): ReadonlySet<string> {
  try {
    const [, payload = ''] = token.split('.');
    const { scope }: { readonly scope?: unknown } = Object(
      JSON.parse(atob(payload.replaceAll('-', '+').replaceAll('_', '/'))),
    );
    return new Set(typeof scope === 'string' ? scope.split(' ') : []);
  } catch {
    return new Set();
  }
}

/** Fetches the demo people. Returns undefined if the gateway gives no tokens to pages, as outside development. */
async function fetchDevelopmentViewers(): Promise<readonly DevelopmentViewer[] | undefined> {
  const response = await fetch('/development/viewers');
  if (!response.ok) return undefined;
  const { viewers }: { readonly viewers: readonly DevelopmentViewer[] } = await response.json();
  return viewers;
}

async function fetchDevelopmentToken(subject: string): Promise<string> {
  const response = await fetch('/development/token', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ subject }),
  });
  if (!response.ok) throw new Error(`no token was issued (${response.status})`);
  const { token }: { readonly token: string } = await response.json();
  return token;
}
