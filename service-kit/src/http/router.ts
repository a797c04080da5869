import type { HttpHandler, UpgradeHandler } from './http-handler.ts';

/** Handlers by path: an exact path, or one that ends in `/*` and also covers everything below it. */
export type Routes<Handler = HttpHandler> = Readonly<Record<string, Handler>>;

/** Handlers that take over connections, by path. */
export type UpgradeRoutes = Routes<UpgradeHandler>;

/** Creates the lookup of a path's handler. An exact path takes precedence over one that ends in `/*`. */
export function createRouter<Handler>(routes: Routes<Handler>): (path: string) => Handler | undefined {
  const exact = new Map(Object.entries(routes));
  const below = Object.entries(routes)
    .filter(([path]) => path.endsWith('/*'))
    .map(([path, handler]) => ({ path: path.slice(0, -'/*'.length), handler }));
  return (path) =>
    exact.get(path) ??
    below.find((route) => path === route.path || path.startsWith(`${route.path}/`))?.handler;
}
