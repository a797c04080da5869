import type { IncomingMessage } from 'node:http';
import { RefusedError } from '../refusal.ts';
import { createHealthRoutes, type Readiness } from './health.ts';
import type { HttpHandler, HttpRequest, UpgradeHandler } from './http-handler.ts';
import { HttpProblem } from './http-problem.ts';
import { isWebSocketRequest, isWellFormed, pathOf } from './read-request.ts';
import { createRouter, type Routes, type UpgradeRoutes } from './router.ts';

/** Finds the handler of each request. Malformed requests and those that load shedding refuses get a refusal. */
export interface ServerRoutes {
  readonly findHandler: (request: HttpRequest, incoming: IncomingMessage) => HttpHandler;
  /** Returns whether a route takes over the connections of such requests. All others are answered by plain HTTP. */
  readonly mayUpgrade: (incoming: IncomingMessage) => boolean;
  readonly findUpgrade: (incoming: IncomingMessage) => UpgradeHandler | undefined;
}

/** Creates the lookup. Adds `/health` and `/ready`, which load shedding never refuses. */
export function createServerRoutes(
  options: Readiness & { readonly routes: Routes; readonly upgrades?: UpgradeRoutes },
  state: { readonly isStopping: () => boolean; readonly refuses: () => boolean },
): ServerRoutes {
  const health = createRouter(createHealthRoutes(options, state.isStopping));
  const routes = createRouter(options.routes);
  const upgrades = createRouter(options.upgrades ?? {});
  const routeOf = (incoming: IncomingMessage): UpgradeHandler | undefined =>
    isWebSocketRequest(incoming) ? upgrades(pathOf(incoming)) : undefined;
  return {
    findHandler({ path }, incoming) {
      if (!isWellFormed(incoming)) return refuseForm;
      return health(path) ?? (state.refuses() ? overloaded : (routes(path) ?? notFound));
    },
    mayUpgrade: (incoming) => routeOf(incoming) !== undefined,
    findUpgrade(incoming) {
      const route = routeOf(incoming);
      if (route === undefined) return undefined;
      if (!isWellFormed(incoming)) return refuseForm;
      return state.refuses() ? overloaded : route;
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
