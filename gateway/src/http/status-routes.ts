import { checkMethod } from '@supergraph/service-kit/http/check-method.ts';
import type { HttpHandler, HttpReply, HttpRequest } from '@supergraph/service-kit/http/http-handler.ts';
import { local } from '@supergraph/service-kit/http/local-handler.ts';
import { eventStreamHead } from '@supergraph/service-kit/http/server-sent-events.ts';
import type { Viewer } from '@supergraph/service-kit/identity/viewer.ts';
import { RefusedError } from '@supergraph/service-kit/refusal.ts';
import type { Telemetry } from '@supergraph/service-kit/telemetry/telemetry.ts';
import type { GatewayConfig } from '../gateway-config.ts';
import type { Caller } from '../gateway-context.ts';
import { createStatusFeed } from '../status/status-feed.ts';
import type { TopLists } from '../status/top-operations.ts';
import { createStatusPage } from './pages/status-page.ts';

/** Maximum number of open pages. */
const maxViewers = 20;

/** Time after which a page must connect again, so that a token is checked again, in milliseconds. */
const maxLifetimeMs = 3_600_000;

/** Options of the status page. */
export interface StatusRoutesOptions {
  readonly config: Pick<GatewayConfig, 'status' | 'pages'>;
  readonly collect: Telemetry['collect'];
  /** Undefined if the page is off. */
  readonly top: TopLists | undefined;
  /** Returns the caller of a request, or throws RefusedError. */
  readonly authenticate: (request: HttpRequest) => Promise<Caller>;
}

/**
 * Creates the status page and its stream of snapshots; no routes if the page is off. The page is the same for everybody. Its
 * stream requires the scope of STATUS_SCOPE. Without that variable it requires a caller of the graph at a name of this machine.
 */
export function createStatusRoutes(options: StatusRoutesOptions): Readonly<Record<string, HttpHandler>> {
  const { config, collect, top, authenticate } = options;
  if (collect === undefined || top === undefined) return {};
  const { scope, sources } = config.status;
  const open = createStatusFeed({ collect, sources, ...top });
  let viewers = 0;
  const stream: HttpHandler = async (request): Promise<HttpReply> => {
    // A stream without a body would never end.
    checkMethod(request, 'GET');
    const { viewer } = await authenticate(request);
    if (scope !== undefined) checkScope(viewer, scope);
    const { expiresAt = Number.POSITIVE_INFINITY } = viewer;
    if (viewers >= maxViewers) throw tooManyViewers();
    viewers += 1;
    const end = {
      signal: AbortSignal.any([request.signal, request.draining]),
      at: Math.min(expiresAt, Date.now() + maxLifetimeMs),
    };
    const body = open(end, () => {
      viewers -= 1;
    });
    return { ...eventStreamHead, headers: { ...eventStreamHead.headers, 'cache-control': 'no-store' }, body };
  };
  const protect = scope === undefined ? local : (handler: HttpHandler) => handler;
  return {
    '/status': protect(createStatusPage({ isSignedIn: config.pages.development })),
    '/status/events': protect(stream),
  };
}

/** Throws RefusedError if a viewer may not see the page. */
function checkScope({ scopes, subject }: Viewer, scope: string): void {
  if (scopes.has(scope)) return;
  if (subject !== undefined)
    throw new RefusedError({ code: 'FORBIDDEN', message: `This needs the scope "${scope}".` });
  throw new RefusedError({
    code: 'UNAUTHENTICATED',
    message: `This needs a token with the scope "${scope}".`,
  });
}

function tooManyViewers(): RefusedError {
  const message = `The status page is open ${maxViewers} times. Close one of the pages.`;
  return new RefusedError({ code: 'SERVICE_OVERLOADED', message, retryAfterSeconds: 10 });
}
