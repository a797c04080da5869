import type { HttpRequest } from '@supergraph/service-kit/http/http-handler.ts';
import { HttpProblem } from '@supergraph/service-kit/http/http-problem.ts';
import { KeysUnavailable } from '@supergraph/service-kit/identity/key-source.ts';
import {
  InvalidToken,
  readBearerToken,
  type TokenVerifier,
} from '@supergraph/service-kit/identity/token-verifier.ts';
import { anonymous, type Viewer } from '@supergraph/service-kit/identity/viewer.ts';

/** Handling of requests without a token. */
export type AnonymousRequests = 'refuse' | 'allow';

/**
 * Returns the viewer of the request's bearer token. Throws HttpProblem 401 with `WWW-Authenticate` (RFC 6750, section
 * 3) if the token is invalid, or absent while tokens are required; an invalid token is never treated as anonymous.
 * Throws 503 with `Retry-After` if the keys to check the token are unavailable.
 */
export async function authenticate(
  request: HttpRequest,
  { verify }: TokenVerifier,
  withoutToken: AnonymousRequests,
): Promise<Viewer> {
  const { authorization } = request.headers;
  if (authorization === undefined) {
    if (withoutToken === 'allow') return anonymous;
    throw unauthenticated(
      'This graph requires a token. Send it as "Authorization: Bearer <token>".',
      'Bearer',
    );
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

/**
 * Returns the viewer if the token was verified before and is still valid, else undefined. Has the result of
 * `authenticate`, without a promise.
 */
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
    'The token cannot be verified: the keys of its issuer are unavailable. Retry later.',
    { 'retry-after': String(retryAfterSeconds) },
  );
}
