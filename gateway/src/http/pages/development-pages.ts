import type { HttpHandler, HttpReply, HttpRequest } from '@supergraph/service-kit/http/http-handler.ts';
import { HttpProblem } from '@supergraph/service-kit/http/http-problem.ts';
import { createExplorerPage } from './explorer-page.ts';
import { createSandboxPage } from './sandbox-page.ts';

/** Options of the development pages. */
export interface DevelopmentPages {
  readonly exampleQuery: string;
  /** Creates a fresh token of the development viewer. Undefined if pages are not signed in. */
  readonly createToken: () => Promise<string | undefined>;
  /** Routes for signing in other pages. */
  readonly signIn: Readonly<Record<string, HttpHandler>>;
}

/**
 * Creates the development pages: Apollo Sandbox at `/`, the offline explorer at `/explorer`. They contain a token, so
 * they only answer requests to a name of this machine. Other names that point to it (DNS rebinding) are refused.
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
        'FORBIDDEN',
        'The development pages are only available at localhost and 127.0.0.1.',
      );
    }
    return handler(request);
  };
}
