import type { HttpHandler, HttpReply, HttpRequest } from '@supergraph/service-kit/http/http-handler.ts';
import { HttpProblem } from '@supergraph/service-kit/http/http-problem.ts';
import { createExplorerPage } from './explorer-page.ts';
import { createSandboxPage } from './sandbox-page.ts';

/** What the pages of a development gateway show. */
export interface DevelopmentPages {
  readonly exampleQuery: string;
  /** A fresh token of the development viewer, or undefined where nobody is to be signed in. */
  readonly createToken: () => Promise<string | undefined>;
  /** The routes by which other pages sign in. */
  readonly signIn: Readonly<Record<string, HttpHandler>>;
}

/**
 * Creates the routes for people: Apollo Sandbox at `/`, the offline explorer at `/explorer`. They hand out a
 * token, so they answer only a browser that asks a name of this very machine: another name that was made to
 * point here (DNS rebinding) is refused.
 */
export function createDevelopmentPages({
  exampleQuery,
  createToken,
  signIn,
}: DevelopmentPages): Readonly<Record<string, HttpHandler>> {
  const explorer = createExplorerPage(exampleQuery);
  const token = async (): Promise<HttpReply> => ({
    status: 200,
    headers: { 'content-type': 'text/plain; charset=utf-8', 'cache-control': 'no-store' },
    body: (await createToken()) ?? '',
  });
  return {
    '/': local(async () => createSandboxPage(exampleQuery, await createToken())),
    '/explorer': local(explorer),
    '/development-token': local(token),
    ...Object.fromEntries(Object.entries(signIn).map(([path, handler]) => [path, local(handler)])),
  };
}

function local(handler: HttpHandler): HttpHandler {
  return (request: HttpRequest) => {
    const host = request.headers.host ?? '';
    if (!/^(localhost|127\.0\.0\.1|\[::1\])(:\d+)?$/i.test(host)) {
      throw new HttpProblem(
        403,
        'FORBIDDEN',
        'The development pages are served at localhost and 127.0.0.1 only.',
      );
    }
    return handler(request);
  };
}
