// @ts-check
/** @import { QueryTrace } from '@supergraph/engine' */

/**
 * What is asked for traces, and how.
 * @typedef {object} Tracing
 * @property {string} endpoint the path of the graph
 * @property {string} header what asks for a trace
 * @property {() => boolean} isWanted
 * @property {(trace: QueryTrace | undefined) => void} onTrace
 */

/**
 * From now on requests of this page ask for their traces where they are wanted. The traces are taken out of the answers,
 * unless the request asked for its trace by itself. Introspection is left alone.
 * @param {Tracing} tracing
 */
export function traceRequests({ endpoint, header, isWanted, onTrace }) {
  const send = window.fetch.bind(window);
  window.fetch = async (resource, init = {}) => {
    const url = new URL(resource instanceof Request ? resource.url : resource, location.href);
    const headers = new Headers(init.headers);
    const isOurs = url.origin === location.origin && url.pathname === endpoint;
    if (!isOurs || !isWanted() || headers.has(header) || isIntrospection(init.body))
      return send(resource, init);
    headers.set(header, '1');
    return takeTrace(await send(resource, { ...init, headers }), onTrace);
  };
}

/** @param {RequestInit['body']} body */
function isIntrospection(body) {
  return typeof body === 'string' && body.includes('"operationName":"IntrospectionQuery"');
}

/**
 * @param {Response} response
 * @param {Tracing['onTrace']} onTrace
 */
async function takeTrace(response, onTrace) {
  const answer = await response
    .clone()
    .json()
    .catch(() => undefined);
  const { trace, ...extensions } = answer?.extensions ?? {};
  onTrace(trace);
  if (trace === undefined) return response;
  const rest = { ...answer, extensions: Object.keys(extensions).length > 0 ? extensions : undefined };
  return new Response(JSON.stringify(rest), response);
}
