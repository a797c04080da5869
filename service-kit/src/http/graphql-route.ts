import { type ApolloServer, type BaseContext, HeaderMap, type HTTPGraphQLRequest } from '@apollo/server';
import type { HttpHandler, HttpReply, HttpRequest } from './http-handler.ts';
import { HttpProblem } from './http-problem.ts';
import { readJsonBody } from './json-body.ts';

/**
 * Creates the handler of GraphQL over HTTP. Apollo Server is called without a web framework, which costs
 * about half of what its standalone server costs a request. What a page of another origin can make a browser send
 * unasked (CSRF) is refused here, whatever the server would do.
 */
export function createGraphqlRoute<Context extends BaseContext>(options: {
  readonly server: ApolloServer<Context>;
  readonly maxBodyBytes: number;
  /** Runs before the body is read; throws HttpProblem to refuse the request. */
  readonly createContext: (request: HttpRequest) => Promise<Context>;
  /**
   * Runs once the body is read, and before anything of it is parsed as GraphQL: gives what is to be executed, or
   * throws HttpProblem to refuse it. default: what the client sent
   */
  readonly admit?: (request: HTTPGraphQLRequest) => HTTPGraphQLRequest;
}): HttpHandler {
  const { server, maxBodyBytes, createContext, admit = (request) => request } = options;
  return async (request) => {
    const contextValue = await createContext(request);
    checkForm(request);
    const {
      status = 200,
      headers,
      body,
    } = await server.executeHTTPGraphQLRequest({
      httpGraphQLRequest: admit({
        method: request.method,
        headers: readHeaders(request),
        search: request.search,
        body: request.method === 'POST' ? await readJsonBody(request, maxBodyBytes) : undefined,
      }),
      context: async () => contextValue,
    });
    if (body.kind !== 'complete')
      throw new HttpProblem(406, 'NOT_ACCEPTABLE', 'Answers in parts are not supported.');
    return { status, headers: Object.fromEntries(headers), body: body.string } satisfies HttpReply;
  };
}

/** Only JSON, or a GET request with a header that pages cannot send unasked: browsers ask before they send either. */
function checkForm({ method, headers }: HttpRequest): void {
  if (method !== 'GET' && method !== 'POST') {
    throw new HttpProblem(
      405,
      'METHOD_NOT_ALLOWED',
      `GraphQL is asked by POST or GET, but this is ${method}.`,
      { allow: 'GET, POST' },
    );
  }
  const type = headers['content-type'] ?? '';
  if (/^application\/([\w.+-]+\+)?json *(;|$)/i.test(type)) return;
  if (method === 'POST') {
    const found = type === '' ? 'there is none' : `it is ${JSON.stringify(type)}`;
    throw new HttpProblem(
      415,
      'UNSUPPORTED_MEDIA_TYPE',
      `The header Content-Type must be application/json, but ${found}.`,
    );
  }
  if (preflightHeaders.some((name) => headers[name])) return;
  throw new HttpProblem(
    400,
    'BAD_REQUEST',
    `A GET request must have one of the headers ${preflightHeaders.join(', ')}, so that no page of another origin can send it unasked.`,
  );
}

/** Those of Apollo Server, which clients know. */
const preflightHeaders = ['x-apollo-operation-name', 'apollo-require-preflight'];

function readHeaders(request: HttpRequest): HeaderMap {
  const headers = new HeaderMap();
  for (const [name, value] of Object.entries(request.headers))
    if (value !== undefined) headers.set(name, value);
  return headers;
}
