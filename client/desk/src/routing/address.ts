import { useSyncExternalStore } from 'react';

/** Address inside the desk: the path below the desk's own without outer slashes, and the query parameters. */
export interface Address {
  readonly path: string;
  readonly search: URLSearchParams;
}

/** Path that the desk is served from, such as `/desk/`. */
const base = import.meta.env.BASE_URL;

/** Returns the address in the browser's bar. Components that use it are rendered again when it changes. */
export function useAddress(): Address {
  const href = useSyncExternalStore(listen, () => window.location.href);
  return { path: readPath(), search: new URL(href).searchParams };
}

/** Returns the path below the desk's own, without outer slashes. */
export function readPath(): string {
  return window.location.pathname.slice(base.length).replace(/\/$/, '');
}

/** Returns the address as a link target. Undefined and empty parameters are left out. */
export function hrefOf(path: string, search: Readonly<Record<string, string | undefined>> = {}): string {
  const given = Object.entries(search).flatMap(([key, value]) => (value ? [[key, value]] : []));
  const query = new URLSearchParams(given).toString();
  return `${base}${path}${query === '' ? '' : `?${query}`}`;
}

/**
 * Navigates to an address without loading a page. `state` is kept with the address in the browser's history.
 */
export function navigate(href: string, state: unknown = null, how: 'push' | 'replace' = 'push'): void {
  window.history[`${how}State`](state, '', href);
  window.dispatchEvent(new PopStateEvent('popstate', { state }));
  window.scrollTo(0, 0);
}

function listen(onChange: () => void): () => void {
  window.addEventListener('popstate', onChange);
  return () => window.removeEventListener('popstate', onChange);
}
