import { type ApolloServer, type BaseContext, HeaderMap } from '@apollo/server';
import { HttpProblem } from './http-problem.ts';
import type { HttpHandler, HttpReply, HttpRequest } from './http-server.ts';
import { readJsonBody } from './json-body.ts';

/**
 * Creates the handler of GraphQL over HTTP. Apollo Server is called without a web framework, which costs
 * about half of what its standalone server costs a request.
 */
export function createGraphqlRoute<Context extends BaseContext>(options: {
  readonly server: ApolloServer<Context>;
  readonly maxBodyBytes: number;
  /** Runs before the body is read; throws HttpProblem to refuse the request. */
  readonly createContext: (request: HttpRequest) => Promise<Context>;
}): HttpHandler {
  const { server, maxBodyBytes, createContext } = options;
  return async (request) => {
    const contextValue = await createContext(request);
    const {
      status = 200,
      headers,
      body,
    } = await server.executeHTTPGraphQLRequest({
      httpGraphQLRequest: {
        method: request.method,
        headers: readHeaders(request),
        search: request.search,
        body: hasJsonBody(request) ? await readJsonBody(request, maxBodyBytes) : undefined,
      },
      context: async () => contextValue,
    });
    if (body.kind !== 'complete')
      throw new HttpProblem(406, 'NOT_ACCEPTABLE', 'Answers in parts are not supported.');
    return { status, headers: Object.fromEntries(headers), body: body.string } satisfies HttpReply;
  };
}

function hasJsonBody({ method, headers }: HttpRequest): boolean {
  return method === 'POST' && /^application\/([\w.+-]+\+)?json\b/i.test(headers['content-type'] ?? '');
}

function readHeaders(request: HttpRequest): HeaderMap {
  const headers = new HeaderMap();
  for (const [name, value] of Object.entries(request.headers))
    if (value !== undefined) headers.set(name, value);
  return headers;
}
