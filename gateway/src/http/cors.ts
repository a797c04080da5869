import type { HttpHandler, HttpReply, HttpRequest } from '@supergraph/service-kit/http/http-handler.ts';
import { isLoopbackHost } from '@supergraph/service-kit/http/loopback-host.ts';

/** Origins whose pages may send requests, and request headers that answers depend on. */
export interface CorsOptions {
  readonly origins: ReadonlySet<string>;
  /** Whether pages of this machine are trusted at any port, as development servers of front ends need. default: false */
  readonly loopback?: boolean;
  /** Further request headers that answers depend on. default: none */
  readonly vary?: readonly string[];
}

/** Access for pages of other origins (the CORS protocol of the Fetch standard). */
export interface Cors {
  /** Returns the handler of the graph, which first answers preflights from listed origins. */
  readonly allow: (handler: HttpHandler) => HttpHandler;
  /** Returns headers of every answer to a request, refusals included, so that pages can read refusals. */
  readonly replyHeaders: (request: HttpRequest) => HttpReply['headers'];
  /**
   * Returns true if a request does not come from a page, or comes from a page of this server or of a listed
   * origin.
   */
  readonly isTrusted: (request: HttpRequest) => boolean;
}

/**
 * Creates CORS for exact origins and one path. Other origins receive no headers, and no origin may send cookies. A
 * preflight is cached for minutes, so that removing an origin takes effect soon.
 */
export function createCors(path: string, { origins, loopback = false, vary = [] }: CorsOptions): Cors {
  const varies = createVary(origins.size === 0 && !loopback ? vary : ['Origin', ...vary]);
  const byOrigin = new Map([...origins].map((origin) => [origin, createHeaders(origin, varies)]));
  const headersOf = ({ headers: { origin } }: HttpRequest): HttpReply['headers'] | undefined => {
    if (origin === undefined) return undefined;
    return (
      byOrigin.get(origin) ?? (loopback && isLoopback(origin) ? createHeaders(origin, varies) : undefined)
    );
  };
  return {
    allow: (handler) => (request) =>
      isPreflight(request) && headersOf(request) !== undefined ? answerPreflight(request) : handler(request),
    replyHeaders: (request) => {
      if (request.path !== path) return nothing;
      return headersOf(request) ?? varies;
    },
    isTrusted: (request) => {
      const { origin, host } = request.headers;
      if (origin === undefined || headersOf(request) !== undefined) return true;
      return URL.canParse(origin) && new URL(origin).host === host;
    },
  };
}

/** Returns true for an origin of this machine, as a browser writes it. */
function isLoopback(origin: string): boolean {
  if (!/^https?:/.test(origin) || !URL.canParse(origin)) return false;
  const url = new URL(origin);
  return url.origin === origin && isLoopbackHost(url.host);
}

const nothing = {};

/** Returns the header that names what answers depend on: a cache must not serve one client the answer for another. */
function createVary(headers: readonly string[]): HttpReply['headers'] {
  return headers.length === 0 ? nothing : { vary: headers.join(', ') };
}

function createHeaders(origin: string, varies: HttpReply['headers']): HttpReply['headers'] {
  return {
    ...varies,
    'access-control-expose-headers': 'retry-after, www-authenticate, x-request-id',
    'access-control-allow-origin': origin,
  };
}

function isPreflight({ method, headers }: HttpRequest): boolean {
  return method === 'OPTIONS' && headers['access-control-request-method'] !== undefined;
}

/**
 * Returns true for a GET request of a trusted page that reads the answer (`fetch`, `EventSource`), or for
 * server-sent events of a client that is not a browser. Pages cannot set the headers Sec-Fetch-*.
 */
export function isReadByClient({ headers }: HttpRequest): boolean {
  const { accept = '', 'sec-fetch-site': site, 'sec-fetch-mode': mode } = headers;
  if (site === undefined) return /^text\/event-stream$/i.test(accept.trim());
  return site === 'same-origin' || mode === 'cors';
}

/** Allows all requested headers, since listed origins are trusted with everything that clients may send. */
function answerPreflight({ headers }: HttpRequest): HttpReply {
  const requested = headers['access-control-request-headers'];
  return {
    status: 204,
    headers: {
      vary: 'Origin, Access-Control-Request-Headers',
      'access-control-allow-methods': 'GET, POST',
      'access-control-max-age': '300',
      ...(requested !== undefined && { 'access-control-allow-headers': requested }),
    },
    body: '',
  };
}
