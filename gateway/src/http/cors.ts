import type { HttpHandler, HttpReply, HttpRequest } from '@supergraph/service-kit/http/http-handler.ts';

/** How pages of other origins may ask the graph (the CORS protocol of the Fetch standard). */
export interface Cors {
  /** The handler of the graph, with preflights from listed origins answered before it. */
  readonly allow: (handler: HttpHandler) => HttpHandler;
  /** Headers of every answer to a request, refusals included, so that pages can read these too. */
  readonly replyHeaders: (request: HttpRequest) => HttpReply['headers'];
}

/**
 * Creates CORS for exact origins and one path. Other origins are told nothing, and no origin may send cookies. A
 * preflight holds for minutes, so that an origin that is taken off the list is soon off it everywhere.
 */
export function createCors(path: string, origins: ReadonlySet<string>): Cors {
  const byOrigin = new Map([...origins].map((origin) => [origin, createHeaders(origin)]));
  const headersOf = ({ headers: { origin } }: HttpRequest): HttpReply['headers'] | undefined =>
    origin === undefined ? undefined : byOrigin.get(origin);
  return {
    allow: (handler) => (request) =>
      isPreflight(request) && headersOf(request) !== undefined ? answerPreflight(request) : handler(request),
    replyHeaders: (request) => {
      if (origins.size === 0 || request.path !== path) return nothing;
      return headersOf(request) ?? varies;
    },
  };
}

const nothing = {};
/** Also where the origin is not listed: a cache must not give one origin the answer for another. */
const varies = { vary: 'Origin' };

function createHeaders(origin: string): HttpReply['headers'] {
  return {
    ...varies,
    'access-control-expose-headers': 'retry-after, www-authenticate, x-request-id',
    'access-control-allow-origin': origin,
  };
}

function isPreflight({ method, headers }: HttpRequest): boolean {
  return method === 'OPTIONS' && headers['access-control-request-method'] !== undefined;
}

/** The headers that are asked for are allowed, since whoever is listed is trusted with all that clients may send. */
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
