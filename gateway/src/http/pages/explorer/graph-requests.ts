import type { QueryTrace } from '@supergraph/engine';
import { traceHeader } from '../../../policy/trace-header.ts';
import type { TracePanel } from './trace-panel.ts';

/** Sends the requests of this page to the graph with the development viewer's token, unless they have one. */
export function signRequests(): void {
  interceptRequests(async (headers, send) => {
    if (headers.has('authorization')) return send();
    const token = await (await fetch('/development-token')).text();
    if (token !== '') headers.set('authorization', `Bearer ${token}`);
    return send();
  });
}

/**
 * Requests a trace with each operation while the panel is open, and shows it there. The trace is taken out of the
 * answer, unless the request itself asked for it. Introspection is left alone.
 */
export function traceRequests({ isOpen, show }: TracePanel): void {
  interceptRequests(async (headers, send, body) => {
    if (!isOpen() || headers.has(traceHeader) || isIntrospection(body)) return send();
    headers.set(traceHeader, '1');
    return takeTrace(await send(), show);
  });
}

/** Function that may change the headers of a request and its response. */
type Interceptor = (
  headers: Headers,
  send: () => Promise<Response>,
  body: RequestInit['body'],
) => Promise<Response>;

/** Passes the requests of this page to the graph through the interceptor. */
function interceptRequests(intercept: Interceptor): void {
  const send = window.fetch.bind(window);
  window.fetch = async (resource, init = {}) => {
    const url = new URL(resource instanceof Request ? resource.url : resource, location.href);
    if (url.origin !== location.origin || url.pathname !== '/graphql') return send(resource, init);
    const headers = new Headers(init.headers ?? (resource instanceof Request ? resource.headers : undefined));
    return intercept(headers, () => send(resource, { ...init, headers }), init.body);
  };
}

function isIntrospection(body: RequestInit['body']): boolean {
  return typeof body === 'string' && body.includes('"operationName":"IntrospectionQuery"');
}

async function takeTrace(
  response: Response,
  show: (trace: QueryTrace | undefined) => void,
): Promise<Response> {
  const answer = await response
    .clone()
    .json()
    .catch(() => undefined);
  const { trace, ...extensions } = answer?.extensions ?? {};
  show(trace);
  if (trace === undefined) return response;
  const rest = { ...answer, extensions: Object.keys(extensions).length > 0 ? extensions : undefined };
  return new Response(JSON.stringify(rest), response);
}
