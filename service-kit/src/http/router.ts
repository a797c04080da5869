import type { HttpHandler } from './http-handler.ts';

/** Handlers by path: an exact path, or one that ends in `/*` and also covers everything below it. */
export type Routes = Readonly<Record<string, HttpHandler>>;

/** Creates the lookup of a path's handler. An exact path takes precedence over one that ends in `/*`. */
export function createRouter(routes: Routes): (path: string) => HttpHandler | undefined {
  const exact = new Map(Object.entries(routes));
  const below = Object.entries(routes)
    .filter(([path]) => path.endsWith('/*'))
    .map(([path, handler]) => ({ path: path.slice(0, -'/*'.length), handler }));
  return (path) =>
    exact.get(path) ??
    below.find((route) => path === route.path || path.startsWith(`${route.path}/`))?.handler;
}
