import type { QueryTrace } from '@supergraph/engine';
import { traceHeader } from '../../../policy/trace-header.ts';
import type { TracePanel } from './trace-panel.ts';

/**
 * Sends the requests of this page to the graph with the development viewer's token, unless they have one.
 * While the panel is open, requests a trace with each operation and shows it there, unless the operation
 * requested the trace itself. Introspection is not traced.
 */
export function interceptGraphRequests({ isOpen, show }: TracePanel): void {
  const send = window.fetch.bind(window);
  window.fetch = async (resource, init = {}) => {
    const url = new URL(resource instanceof Request ? resource.url : resource, location.href);
    if (url.origin !== location.origin || url.pathname !== '/graphql') return send(resource, init);
    const headers = new Headers(init.headers ?? (resource instanceof Request ? resource.headers : undefined));
    if (!headers.has('authorization')) await sign(headers);
    const isTraced = isOpen() && !headers.has(traceHeader) && !isIntrospection(init.body);
    if (isTraced) headers.set(traceHeader, '1');
    const response = await send(resource, { ...init, headers });
    return isTraced ? takeTrace(response, show) : response;
  };
}

async function sign(headers: Headers): Promise<void> {
  const token = await (await fetch('/development-token')).text();
  if (token !== '') headers.set('authorization', `Bearer ${token}`);
}

function isIntrospection(body: RequestInit['body']): boolean {
  return typeof body === 'string' && body.includes('"operationName":"IntrospectionQuery"');
}

/** Shows the trace of an answer, and returns the answer without it. */
async function takeTrace(
  response: Response,
  show: (trace: QueryTrace | undefined) => void,
): Promise<Response> {
  const body = response.clone().json();
  const answer = await body.catch(() => undefined);
  const { trace, ...extensions } = answer?.extensions ?? {};
  show(trace);
  if (trace === undefined) return response;
  const rest = { ...answer, extensions: Object.keys(extensions).length > 0 ? extensions : undefined };
  return new Response(JSON.stringify(rest), response);
}
