import type { IncomingMessage } from 'node:http';
import { RefusedError } from '../refusal.ts';
import { createHealthRoutes, type Readiness } from './health.ts';
import type { HttpHandler, HttpRequest, UpgradeHandler } from './http-handler.ts';
import { HttpProblem } from './http-problem.ts';
import { isWebSocketRequest, isWellFormed, pathOf } from './read-request.ts';
import { createRouter, type Routes, type UpgradeRoutes } from './router.ts';

/** Finds the handler of each request. Malformed requests and those that load shedding refuses get a refusal. */
export interface ServerRoutes {
  readonly findHandler: (request: HttpRequest, incoming: IncomingMessage) => Found<HttpHandler>;
  /** Returns whether a route takes over the connections of such requests. All others are answered by plain HTTP. */
  readonly mayUpgrade: (incoming: IncomingMessage) => boolean;
  readonly findUpgrade: (incoming: IncomingMessage) => Found<UpgradeHandler> | undefined;
}

/** Handler of a request. `route` is the path under which it was declared, or undefined if the request has no route. */
export interface Found<Handler> {
  readonly route: string | undefined;
  readonly handler: Handler;
}

/** Creates the lookup. Adds `/health` and `/ready`, which load shedding never refuses. */
export function createServerRoutes(
  options: Readiness & { readonly routes: Routes; readonly upgrades?: UpgradeRoutes },
  state: { readonly isStopping: () => boolean; readonly refuses: () => boolean },
): ServerRoutes {
  const health = createRouter(createHealthRoutes(options, state.isStopping));
  const routes = createRouter(options.routes);
  const upgrades = createRouter(options.upgrades ?? {});
  const upgradeOf = (incoming: IncomingMessage): Found<UpgradeHandler> | undefined =>
    isWebSocketRequest(incoming) ? upgrades(pathOf(incoming)) : undefined;
  const refuseSome = <Handler>(found: Found<Handler> | undefined) =>
    state.refuses() ? { route: found?.route, handler: overloaded } : found;
  return {
    findHandler({ path }, incoming) {
      if (!isWellFormed(incoming)) return { route: undefined, handler: refuseForm };
      return health(path) ?? refuseSome(routes(path)) ?? { route: undefined, handler: notFound };
    },
    mayUpgrade: (incoming) => upgradeOf(incoming) !== undefined,
    findUpgrade(incoming) {
      const found = upgradeOf(incoming);
      if (found === undefined) return undefined;
      if (!isWellFormed(incoming)) return { route: found.route, handler: refuseForm };
      return refuseSome(found);
    },
  };
}

/** Refuses before any work: a client that retries later costs less than one that waits. */
const overloaded = (): never => {
  const message = 'This server is overloaded. Retry after 1 s.';
  throw new RefusedError({ code: 'SERVICE_OVERLOADED', message, retryAfterSeconds: 1 });
};

const notFound: HttpHandler = ({ path }) => {
  throw new RefusedError({ code: 'NOT_FOUND', message: `Not found: ${path}.` });
};

const refuseForm = (): never => {
  throw new HttpProblem('BAD_REQUEST', 'A request must be HTTP/1 with one Host.', {
    connection: 'close',
  });
};
