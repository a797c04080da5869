import type { SubgraphRequest } from './subgraph.ts';

/** Options for the headers of a subgraph request, besides those of GraphQL over HTTP. */
export interface HeaderOptions {
  /**
   * Function that returns headers to add, such as the caller's identity. They replace forwarded headers of the same
   * name. default: none
   */
  readonly headers?: (
    request: SubgraphRequest,
  ) => Readonly<Record<string, string>> | Promise<Readonly<Record<string, string>>>;
  /** Names of the client headers to forward; no others are forwarded. default: none */
  readonly forwardHeaders?: readonly string[];
}

/** Header names and values in turn. undici accepts this form without building an object. */
type FlatHeaders = string[];

/** Function that builds the headers of a request. */
export type RequestHeaders = (request: SubgraphRequest) => FlatHeaders | Promise<FlatHeaders>;

const fixedOfRequests: readonly string[] = [
  'content-type',
  'application/json',
  'accept',
  'application/graphql-response+json, application/json',
  'accept-encoding',
  'gzip, br',
];

/** Headers of a request for a stream of server-sent events. Compression would hold events back. */
export const headersOfStreams: readonly string[] = [
  'content-type',
  'application/json',
  'accept',
  'text/event-stream, application/graphql-response+json, application/json',
];

/** Headers of one connection (RFC 9110, section 7.6.1) or that the request itself sets. They are never forwarded. */
const refused = new Set([
  'accept',
  'accept-encoding',
  'connection',
  'content-encoding',
  'content-length',
  'content-type',
  'expect',
  'host',
  'keep-alive',
  'last-event-id',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
  // Only the gateway may set it; see withDeadline.
  'x-deadline-ms',
]);

/**
 * Returns true if `forwardHeaders` may name a header: a token that is not about the connection, this body or its
 * deadline.
 */
export function mayForwardHeader(name: string): boolean {
  return /^[\w!#$%&'*+.^`|~-]+$/.test(name) && !refused.has(name.toLowerCase());
}

/** Returns the headers with `x-deadline-ms`, the time that the subgraph has to answer. */
export function withDeadline(headers: FlatHeaders, deadline: number): FlatHeaders {
  const leftMs = Math.max(1, Math.floor(deadline - performance.now()));
  return [...headers, 'x-deadline-ms', String(leftMs)];
}

/** Creates a function that builds the headers of each request. Throws if a header must not be forwarded. */
export function createRequestHeaders(
  options: HeaderOptions,
  fixed: readonly string[] = fixedOfRequests,
): RequestHeaders {
  const names = (options.forwardHeaders ?? []).map((name) => name.toLowerCase());
  for (const name of names) {
    if (!mayForwardHeader(name))
      throw new Error(`forwardHeaders must not name a header of the connection, body or deadline: ${name}`);
  }
  const { headers } = options;
  if (names.length === 0 && headers === undefined) {
    const constant = [...fixed];
    return (request) =>
      request.headers === undefined && request.observer?.headers === undefined
        ? constant
        : flatten(fixed, names, request, {});
  }
  return (request) => {
    const added = headers?.(request) ?? {};
    return added instanceof Promise
      ? added.then((resolved) => flatten(fixed, names, request, resolved))
      : flatten(fixed, names, request, added);
  };
}

function flatten(
  fixed: readonly string[],
  names: readonly string[],
  request: SubgraphRequest,
  own: Readonly<Record<string, string>>,
): FlatHeaders {
  const observed = request.observer?.headers;
  const added = observed === undefined ? own : { ...own, ...observed };
  const flat = [...fixed];
  for (const name in added) flat.push(name, added[name] ?? '');
  if (names.length === 0 && request.headers === undefined) return flat;
  const known = new Set(Object.keys(added).map((name) => name.toLowerCase()));
  for (const name of names) {
    const value = known.has(name) ? undefined : request.client.headers?.get(name);
    if (value !== undefined && value !== null) flat.push(name, value);
  }
  for (const [name, value] of Object.entries(request.headers ?? {})) {
    if (mayForwardHeader(name) && !known.has(name.toLowerCase())) flat.push(name, value);
  }
  return flat;
}
