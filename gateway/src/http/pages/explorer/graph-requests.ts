import { traceHeader } from '../../../policy/trace-header.ts';
import { readAnswer } from './read-answer.ts';
import type { TracePanel } from './trace-panel.ts';

/**
 * Sends the requests of this page to the graph with the development viewer's token, unless they have one.
 * While the panel is open, requests a trace with each operation and shows it there, unless the operation
 * requested the trace itself. Introspection is not traced.
 */
export function interceptGraphRequests(panel: TracePanel): void {
  const send = window.fetch.bind(window);
  let latest: RequestInit | undefined;
  window.fetch = async (resource, init = {}) => {
    const url = new URL(resource instanceof Request ? resource.url : resource, location.href);
    if (url.origin !== location.origin || url.pathname !== '/graphql') return send(resource, init);
    const headers = new Headers(init.headers ?? (resource instanceof Request ? resource.headers : undefined));
    if (!headers.has('authorization')) await sign(headers);
    if (isIntrospection(init.body)) return send(resource, { ...init, headers });
    acceptDeferredParts(headers);
    latest = init;
    const isTraced = panel.isOpen() && !headers.has(traceHeader);
    if (isTraced) headers.set(traceHeader, '1');
    const response = await send(resource, { ...init, headers });
    // An earlier answer may still arrive.
    return readAnswer(response, isTraced ? { panel, isShown: () => latest === init } : undefined);
  };
}

async function sign(headers: Headers): Promise<void> {
  const token = await (await fetch('/development-token')).text();
  if (token !== '') headers.set('authorization', `Bearer ${token}`);
}

function isIntrospection(body: RequestInit['body']): boolean {
  return typeof body === 'string' && body.includes('"operationName":"IntrospectionQuery"');
}

/** Names the format of deferred parts that GraphiQL reads. GraphiQL accepts parts without naming one. */
function acceptDeferredParts(headers: Headers): void {
  const accept = headers.get('accept');
  if (accept?.endsWith('multipart/mixed')) headers.set('accept', `${accept};deferSpec=20220824`);
}
