import type { HttpHandler } from '@supergraph/service-kit/http/http-handler.ts';
import { HttpProblem } from '@supergraph/service-kit/http/http-problem.ts';
import type { SignInProvider } from './sign-in-settings.ts';

/**
 * Creates the handler that tells pages how visitors sign in: at a provider, with a token of their own, as a development viewer.
 * Nothing in it is secret.
 */
export function createSignInRoute(
  provider: SignInProvider | undefined,
  others: { readonly tokens: boolean; readonly viewers: boolean },
): HttpHandler {
  const { origins: _, ...shown } = provider ?? {};
  const body = JSON.stringify({ provider: provider === undefined ? null : shown, ...others });
  const headers = { 'content-type': 'application/json; charset=utf-8', 'cache-control': 'no-cache' };
  return ({ method }) => {
    if (method === 'GET' || method === 'HEAD') return { status: 200, headers, body };
    throw new HttpProblem('METHOD_NOT_ALLOWED', `Method ${method} is not allowed. Use GET or HEAD.`, {
      allow: 'GET, HEAD',
    });
  };
}
