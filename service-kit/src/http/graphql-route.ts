import { type ApolloServer, type BaseContext, HeaderMap, type HTTPGraphQLRequest } from '@apollo/server';
import type { ErrorCode } from '../error-codes.ts';
import { requestScope } from '../request-scope.ts';
import type { HttpHandler, HttpReply, HttpRequest } from './http-handler.ts';
import { HttpProblem } from './http-problem.ts';
import { readJsonBody } from './json-body.ts';

/** Options of the handler of GraphQL over HTTP. */
export interface GraphqlRouteOptions<Context extends BaseContext, Caller> {
  readonly server: ApolloServer<Context>;
  readonly maxBodyBytes: number;
  /** Maximum size of a response body, in bytes. A larger one is replaced by an error. */
  readonly maxResponseBytes: number;
  /** Runs before the body is read. Throws RefusedError to refuse the request. */
  readonly authenticate: (request: HttpRequest) => Promise<Caller>;
  /**
   * Creates the context of the operation, or of each one in a list. A GraphQLError that it throws is the answer, with
   * status 500 unless the error has another in `extensions.http`. Apollo Server's `formatError` may mask any other error.
   */
  readonly createContext: (caller: Caller) => Context | Promise<Context>;
  /**
   * Runs after the body is read and before anything in it is parsed as GraphQL. Returns the request to
   * execute, or throws RefusedError to refuse it. default: the client's request
   */
  readonly admit?: (request: HTTPGraphQLRequest) => HTTPGraphQLRequest;
  /** Answers an admitted request instead of Apollo Server. default: Apollo Server answers all */
  readonly answer?: (
    request: HttpRequest,
    admitted: HTTPGraphQLRequest,
    caller: Caller,
  ) => Promise<HttpReply | undefined> | undefined;
  /** Returns true if a GET request is safe although it requires no preflight. default: never */
  readonly isSafeGet?: (request: HttpRequest) => boolean;
}

/**
 * Creates the handler of GraphQL over HTTP. Calls Apollo Server without a web framework, at about half the cost a
 * request of its standalone server. Refuses requests that a page of another origin can make a browser send (CSRF),
 * whatever the server would do.
 */
export function createGraphqlRoute<Context extends BaseContext, Caller>(
  options: GraphqlRouteOptions<Context, Caller>,
): HttpHandler {
  const { admit = (request) => request, answer = () => undefined, isSafeGet = () => false } = options;
  const { authenticate, maxBodyBytes } = options;
  return async (request) => {
    const caller = await authenticate(request);
    if (request.method !== 'GET' || !isSafeGet(request)) checkForm(request);
    const admitted = admit({
      method: request.method,
      headers: readHeaders(request),
      search: request.search,
      body: request.method === 'POST' ? await readJsonBody(request, maxBodyBytes) : undefined,
    });
    const answering = answer(request, admitted, caller);
    const answered = answering && (await answering);
    return answered ?? execute(admitted, caller, options);
  };
}

/** Executes a request with Apollo Server. */
async function execute<Context extends BaseContext, Caller>(
  httpGraphQLRequest: HTTPGraphQLRequest,
  caller: Caller,
  { server, createContext, maxResponseBytes }: GraphqlRouteOptions<Context, Caller>,
): Promise<HttpReply> {
  const {
    status = 200,
    headers,
    body,
  } = await server.executeHTTPGraphQLRequest({
    httpGraphQLRequest,
    context: async () => createContext(caller),
  });
  if (body.kind !== 'complete')
    throw new HttpProblem('NOT_ACCEPTABLE', 'Multipart responses are not supported.');
  return {
    status,
    headers: Object.fromEntries(headers),
    body: within(body.string, maxResponseBytes),
  };
}

/** Returns a body, or an error in its place if it exceeds the limit. A character has up to three bytes. */
function within(body: string, maxBytes: number): string {
  if (body.length * 3 <= maxBytes || Buffer.byteLength(body) <= maxBytes) return body;
  const message = `The response must be at most ${maxBytes} bytes, but this one is larger. Request less at once.`;
  const code: ErrorCode = 'RESPONSE_TOO_LARGE';
  requestScope.getStore()?.addError(code);
  const extensions = { code, limit: maxBytes };
  return JSON.stringify({ errors: [{ message, extensions }], data: null });
}

/** Refuses everything except JSON, and GET requests with a header that requires a preflight, as JSON does. */
export function checkForm({ method, headers }: HttpRequest): void {
  if (method !== 'GET' && method !== 'POST') {
    throw new HttpProblem('METHOD_NOT_ALLOWED', `Method ${method} is not allowed. Use POST or GET.`, {
      allow: 'GET, POST',
    });
  }
  const type = headers['content-type'] ?? '';
  if (type === 'application/json') return;
  if (/^application\/([\w.+-]+\+)?json[ \t]*(;|$)/i.test(type)) {
    checkCharset(type);
    return;
  }
  if (method === 'POST') {
    const found = type === '' ? 'there is none' : `it is ${JSON.stringify(type)}`;
    throw unsupported(`The header Content-Type must be application/json, but ${found}.`);
  }
  // Browsers add credentials of other schemes by themselves.
  if (/^bearer /i.test(headers.authorization ?? '')) return;
  if (preflightHeaders.some((name) => headers[name])) return;
  const names = preflightHeaders.join(', ');
  throw new HttpProblem(
    'BAD_REQUEST',
    `A GET request must have a bearer token or one of the headers ${names} to prevent cross-site requests.`,
  );
}

/** Requires UTF-8: JSON between systems uses no other encoding (RFC 8259, section 8.1). */
function checkCharset(type: string): void {
  const [, charset = 'utf-8'] = /;[ \t]*charset[ \t]*=[ \t]*"?([^\s";]*)/i.exec(type) ?? [];
  if (/^(utf-?8|us-ascii)$/i.test(charset)) return;
  throw unsupported(`The body must be UTF-8, but its charset is ${JSON.stringify(charset)}.`);
}

function unsupported(message: string): HttpProblem {
  return new HttpProblem('UNSUPPORTED_MEDIA_TYPE', message);
}

/** Apollo Server's headers for preventing CSRF, which clients know. */
const preflightHeaders = ['x-apollo-operation-name', 'apollo-require-preflight'];

function readHeaders(request: HttpRequest): HeaderMap {
  const headers = new HeaderMap();
  for (const [name, value] of Object.entries(request.headers))
    if (value !== undefined) headers.set(name, value);
  return headers;
}
