import type { OperationVariables, TypedDocumentNode } from '@apollo/client';
import { useApolloClient } from '@apollo/client/react';
import { useEffect, useRef, useState } from 'react';
import type { LiveObserver, LiveState } from '../graph/create-stream-link.ts';

/** State of a page that follows changes. `off` is one that the graph refuses. */
export type PageState = LiveState | 'off';

/** Subscription that a page follows. */
export interface Followed<Data, Variables extends OperationVariables> {
  readonly document: TypedDocumentNode<Data, Variables>;
  readonly variables: Variables;
  /** Loads the page's data again, without any sign of loading. */
  readonly refresh: () => Promise<unknown>;
  /** Whether an event carries everything that the page shows of the change, so that it needs no refresh. */
  readonly isComplete?: boolean;
}

/**
 * Follows changes while the page is shown. What an event carries is in the cache at once, and the page is then refreshed.
 */
export function useLive<Data, Variables extends OperationVariables>({
  document,
  variables,
  refresh,
  isComplete = false,
}: Followed<Data, Variables>): PageState {
  const client = useApolloClient();
  const [state, setState] = useState<PageState>('connecting');
  const latest = useRef(refresh);
  latest.current = refresh;
  const key = JSON.stringify(variables);
  useEffect(() => {
    const refreshes = createRefreshes(() => latest.current());
    const live: LiveObserver = { onState: setState, onGap: refreshes.ask };
    const off = (): void => setState('off');
    const subscription = client
      .subscribe({ query: document, variables: JSON.parse(key) as Variables, context: { live } })
      .subscribe({
        next: ({ error }) => {
          if (error) off();
          else if (!isComplete) refreshes.ask();
        },
        error: off,
      });
    return () => {
      subscription.unsubscribe();
      refreshes.stop();
    };
  }, [client, document, key, isComplete]);
  return state;
}

/** Least time between two refreshes of a page, in milliseconds. */
const restMs = 1_000;

/** Refreshes at once, but one at a time and with rests, however many events there are. */
function createRefreshes(refresh: () => Promise<unknown>) {
  let state: 'idle' | 'busy' | 'asked' | 'stopped' = 'idle';
  const run = async (): Promise<void> => {
    state = 'busy';
    // A failed refresh leaves the page as it is. The page's own queries report problems.
    await refresh().catch(() => {});
    setTimeout(() => {
      if (state === 'asked') void run();
      else if (state === 'busy') state = 'idle';
    }, restMs);
  };
  return {
    ask(): void {
      if (state === 'idle') void run();
      else if (state === 'busy') state = 'asked';
    },
    stop(): void {
      state = 'stopped';
    },
  };
}
