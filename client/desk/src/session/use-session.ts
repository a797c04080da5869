import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { hrefOf, navigate, readPath } from '../routing/address.ts';
import { type Credentials, createFixedCredentials } from './credentials.ts';
import {
  type DevelopmentViewer,
  fetchDevelopmentToken,
  fetchDevelopmentViewers,
  readScopes,
} from './development-sign-in.ts';
import type { OpenId, OpenIdProvider } from './open-id.ts';

/** Ways to sign in that the gateway offers. */
export interface Ways {
  readonly openId: OpenId | undefined;
  /** Whether a person can sign in with a token of their own, as outside production. */
  readonly tokens: boolean;
  readonly viewers: readonly DevelopmentViewer[];
}

export type Session =
  | { readonly kind: 'opening' }
  | { readonly kind: 'signed-out'; readonly ways: Ways; readonly reason: string | undefined }
  | SignedIn;

export interface SignedIn {
  readonly kind: 'signed-in';
  readonly credentials: Credentials;
  readonly name: string | undefined;
  /** Scopes of the token. They decide which pages are offered; the graph decides what they show. */
  readonly scopes: ReadonlySet<string>;
  /** Ends the session elsewhere too. May leave the page. */
  readonly end: () => Promise<void>;
}

export interface SessionActions {
  readonly signInAs: (viewer: DevelopmentViewer) => Promise<void>;
  readonly signInWith: (token: string) => void;
  /** Signs out and shows the reason. Without a reason the person wants it, and the session ends at the provider too. */
  readonly signOut: (reason?: string) => Promise<void>;
}

/** Keys of this tab's storage. A demo person's subject or the fact of a sign-in outlives a reload. A token never does. */
const subjectKey = 'desk.subject';
const openIdKey = 'desk.open-id';

const nothing = async (): Promise<void> => {};

const unreachable = 'The gateway cannot be reached. Try again in a moment.';

/** Returns the session of this tab. A person who was signed in before is signed in again. */
export function useSession(): readonly [Session, SessionActions] {
  const [session, setSession] = useState<Session>({ kind: 'opening' });
  const current = useRef<Session>(session);
  current.current = session;

  const actions = useMemo((): SessionActions => {
    const signInAs = async ({ subject, name, scopes }: DevelopmentViewer): Promise<void> => {
      const credentials = createFixedCredentials(await fetchDevelopmentToken(subject));
      sessionStorage.setItem(subjectKey, subject);
      setSession({ kind: 'signed-in', credentials, name, scopes: new Set(scopes), end: nothing });
    };
    const signInWith = (token: string): void => {
      const credentials = createFixedCredentials(token);
      setSession({
        kind: 'signed-in',
        credentials,
        name: undefined,
        scopes: readScopes(token),
        end: nothing,
      });
    };
    const signOut = async (reason?: string): Promise<void> => {
      const before = current.current;
      sessionStorage.removeItem(subjectKey);
      sessionStorage.removeItem(openIdKey);
      if (reason === undefined && before.kind === 'signed-in') await before.end().catch(() => {});
      const { ways, problem } = await loadWays();
      setSession({ kind: 'signed-out', ways, reason: reason ?? problem });
    };
    return { signInAs, signInWith, signOut };
  }, []);

  const open = useCallback(async (): Promise<void> => {
    const { ways, problem } = await loadWays();
    const signedOut = (reason: string | undefined) => setSession({ kind: 'signed-out', ways, reason });
    const subject = sessionStorage.getItem(subjectKey);
    const viewer = ways.viewers.find((known) => known.subject === subject);
    if (viewer !== undefined) return actions.signInAs(viewer).catch(() => signedOut(unreachable));
    if (ways.openId === undefined) return signedOut(problem);
    const opened = await openOpenId(ways.openId).catch(
      () => 'The identity provider cannot be reached. Try again in a moment.',
    );
    if (typeof opened === 'object') setSession(opened);
    else signedOut(opened);
  }, [actions]);

  const isOpened = useRef(false);
  useEffect(() => {
    // Once, although React mounts twice in development: a code of the provider counts once.
    if (!isOpened.current) void open();
    isOpened.current = true;
  }, [open]);

  return [session, actions];
}

/** Completes a return from the provider, or leaves for it if this tab was signed in. Returns a reason or undefined if signed out. */
async function openOpenId(openId: OpenId): Promise<SignedIn | string | undefined> {
  const { pathname, search, href } = window.location;
  if (readPath() !== 'signed-in') {
    if (sessionStorage.getItem(openIdKey) === null) return undefined;
    sessionStorage.removeItem(openIdKey);
    await openId.leave({ silent: true, returnTo: `${pathname}${search}` });
    return new Promise(() => {});
  }
  const came = await openId.complete(new URL(href));
  navigate(came.kind === 'signed-in' ? came.returnTo : hrefOf(''), null, 'replace');
  if (came.kind === 'signed-out') return came.reason;
  const { createOpenIdCredentials } = await import('./open-id-credentials.ts');
  const credentials = createOpenIdCredentials(openId, came.tokens);
  sessionStorage.setItem(openIdKey, 'signed in');
  const end = async (): Promise<void> => {
    credentials.stop();
    await openId.signOut(credentials.idToken());
  };
  return { kind: 'signed-in', credentials, name: undefined, scopes: came.tokens.scopes, end };
}

/** Loads the ways to sign in. An unreachable gateway offers no way, and gives a problem. */
async function loadWays(): Promise<{ readonly ways: Ways; readonly problem: string | undefined }> {
  try {
    const response = await fetch('/sign-in.json');
    const { provider, tokens, viewers: hasViewers }: SignInSettings = await response.json();
    const viewers = hasViewers ? await fetchDevelopmentViewers() : [];
    if (provider === null) return { ways: { openId: undefined, tokens, viewers }, problem: undefined };
    const { createOpenId } = await import('./open-id.ts');
    return { ways: { openId: createOpenId(provider), tokens, viewers }, problem: undefined };
  } catch {
    return { ways: { openId: undefined, tokens: false, viewers: [] }, problem: unreachable };
  }
}

/** Settings of the sign-in, as the gateway gives them to its pages. */
interface SignInSettings {
  readonly provider: OpenIdProvider | null;
  readonly tokens: boolean;
  readonly viewers: boolean;
}
