import { useCallback, useEffect, useState } from 'react';
import {
  type DevelopmentViewer,
  readDevelopmentToken,
  readDevelopmentViewers,
} from './development-viewers.ts';

/** State of the session: signed out, or signed in as a viewer. */
export type Session =
  | { readonly kind: 'opening' }
  | {
      readonly kind: 'signed-out';
      /** Demo people to sign in as, or undefined if a token is needed. */
      readonly viewers: readonly DevelopmentViewer[] | undefined;
      readonly reason: string | undefined;
    }
  | { readonly kind: 'signed-in'; readonly token: string; readonly name: string | undefined };

/** Session with its actions. */
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

  const signInAs = useCallback(async ({ subject, name }: DevelopmentViewer) => {
    const token = await readDevelopmentToken(subject);
    sessionStorage.setItem(subjectKey, subject);
    setSession({ kind: 'signed-in', token, name });
  }, []);

  const signInWith = useCallback((token: string) => {
    setSession({ kind: 'signed-in', token, name: undefined });
  }, []);

  const signOut = useCallback(async (reason?: string) => {
    sessionStorage.removeItem(subjectKey);
    const viewers = await readDevelopmentViewers().catch(() => undefined);
    setSession({ kind: 'signed-out', viewers, reason });
  }, []);

  useEffect(() => {
    const open = async (): Promise<void> => {
      const subject = sessionStorage.getItem(subjectKey);
      const viewers = subject === null ? undefined : await readDevelopmentViewers();
      const viewer = viewers?.find((known) => known.subject === subject);
      await (viewer === undefined ? signOut() : signInAs(viewer));
    };
    open().catch(() => signOut('The gateway cannot be reached. Try again in a moment.'));
  }, [signInAs, signOut]);

  return [session, { signInAs, signInWith, signOut }];
}
