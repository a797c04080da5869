import { checkMethod } from '@supergraph/service-kit/http/check-method.ts';
import type { HttpHandler } from '@supergraph/service-kit/http/http-handler.ts';
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
  return (request) => {
    checkMethod(request, 'GET', 'HEAD');
    return { status: 200, headers, body };
  };
}
