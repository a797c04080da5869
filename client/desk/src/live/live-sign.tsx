import type { PageState } from './use-live.ts';

/** Sign of whether changes by others appear on the page. Its place is kept while there is nothing to say. */
export function LiveSign({ state }: { readonly state: PageState }) {
  return (
    <p className="live" role="status" data-state={state}>
      {words[state]}
    </p>
  );
}

const words: Readonly<Record<PageState, string>> = {
  connecting: '',
  live: 'Live',
  reconnecting: 'Reconnecting …',
  off: 'Not live',
};
