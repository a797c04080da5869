import type { HttpRequest } from '@supergraph/service-kit/http/http-handler.ts';
import { HttpProblem } from '@supergraph/service-kit/http/http-problem.ts';
import { readBearerToken } from '@supergraph/service-kit/identity/bearer-token.ts';
import { KeysUnavailable } from '@supergraph/service-kit/identity/key-source.ts';
import { InvalidToken, type TokenVerifier } from '@supergraph/service-kit/identity/token-verifier.ts';
import { anonymous, type Viewer } from '@supergraph/service-kit/identity/viewer.ts';

/** What becomes of a request without a token. */
export type AnonymousRequests = 'refuse' | 'allow';

/**
 * Who asks, by the request's bearer token. Throws HttpProblem 401 with `WWW-Authenticate` (RFC 6750, section 3)
 * where the token is not accepted, or where there is none and there must be: nobody is anonymous by mistake. Throws
 * 503 with `Retry-After` where the token may be good, but its key cannot be had.
 */
export async function authenticate(
  request: HttpRequest,
  { verify }: TokenVerifier,
  withoutToken: AnonymousRequests,
): Promise<Viewer> {
  const { authorization } = request.headers;
  if (authorization === undefined) {
    if (withoutToken === 'allow') return anonymous;
    throw unauthenticated('This graph needs a token: send it as "Authorization: Bearer <token>".', 'Bearer');
  }
  const token = readBearerToken(authorization);
  if (token === undefined) {
    throw unauthenticated(
      'The header Authorization must be "Bearer <token>".',
      'Bearer error="invalid_request"',
    );
  }
  try {
    return await verify(token);
  } catch (error) {
    if (error instanceof InvalidToken) throw unauthenticated(error.message, 'Bearer error="invalid_token"');
    if (error instanceof KeysUnavailable) throw unavailable(error);
    throw error;
  }
}

/** Who asks, where their token was verified before and that holds: what `authenticate` would find, without a promise. */
export function recallViewer({ headers }: HttpRequest, { recall }: TokenVerifier): Viewer | undefined {
  const token = readBearerToken(headers.authorization);
  return token === undefined ? undefined : recall(token);
}

function unauthenticated(message: string, challenge: string): HttpProblem {
  return new HttpProblem(401, 'UNAUTHENTICATED', message, { 'www-authenticate': challenge });
}

function unavailable({ retryAfterSeconds }: KeysUnavailable): HttpProblem {
  return new HttpProblem(
    503,
    'SERVICE_UNAVAILABLE',
    'Your token cannot be checked right now, since the keys of its issuer cannot be had. Try again shortly.',
    { 'retry-after': String(retryAfterSeconds) },
  );
}
