import type { HttpHandler, UpgradeHandler } from './http-handler.ts';

/** Handlers by path: an exact path, or one that ends in `/*` and also covers everything below it. */
export type Routes<Handler = HttpHandler> = Readonly<Record<string, Handler>>;

/** Handlers that take over connections, by path. */
export type UpgradeRoutes = Routes<UpgradeHandler>;

/** Handler of a path, with the path under which it was declared. */
export interface Route<Handler> {
  readonly route: string;
  readonly handler: Handler;
}

/** Creates the lookup of a path's handler. An exact path takes precedence over one that ends in `/*`. */
export function createRouter<Handler>(routes: Routes<Handler>): (path: string) => Route<Handler> | undefined {
  const all = Object.entries(routes).map(([route, handler]) => ({ route, handler }));
  const exact = new Map(all.map((found) => [found.route, found]));
  const below = all
    .filter(({ route }) => route.endsWith('/*'))
    .map((found) => ({ path: found.route.slice(0, -'/*'.length), found }));
  return (path) =>
    exact.get(path) ?? below.find((each) => path === each.path || path.startsWith(`${each.path}/`))?.found;
}
