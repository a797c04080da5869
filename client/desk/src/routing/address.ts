import { useSyncExternalStore } from 'react';

/** Where the desk is: the path below its own, without slashes around it, and what is asked after it. */
export interface Address {
  readonly path: string;
  readonly search: URLSearchParams;
}

/** The folder that the desk is served from, as in `/desk/`. */
const base = import.meta.env.BASE_URL;

/** The address in the browser's bar; who uses it is drawn again when it changes, by whatever way. */
export function useAddress(): Address {
  const href = useSyncExternalStore(listen, () => window.location.href);
  const { pathname, searchParams } = new URL(href);
  return { path: pathname.slice(base.length).replace(/\/$/, ''), search: searchParams };
}

/** The address as a link has it. What is undefined or empty is left out. */
export function hrefOf(path: string, search: Readonly<Record<string, string | undefined>> = {}): string {
  const given = Object.entries(search).flatMap(([key, value]) => (value ? [[key, value]] : []));
  const query = new URLSearchParams(given).toString();
  return `${base}${path}${query === '' ? '' : `?${query}`}`;
}

/** Goes to an address, as a link would, without loading a page. `state` is kept with it in the browser's history. */
export function navigate(href: string, state: unknown = null): void {
  window.history.pushState(state, '', href);
  window.dispatchEvent(new PopStateEvent('popstate', { state }));
  window.scrollTo(0, 0);
}

function listen(onChange: () => void): () => void {
  window.addEventListener('popstate', onChange);
  return () => window.removeEventListener('popstate', onChange);
}
