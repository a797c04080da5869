import { KeysUnavailable } from '@supergraph/service-kit/identity/key-source.ts';
import {
  InvalidToken,
  readBearerToken,
  type TokenVerifier,
} from '@supergraph/service-kit/identity/token-verifier.ts';
import { anonymous, type Viewer } from '@supergraph/service-kit/identity/viewer.ts';
import { type Refusal, RefusedError } from '@supergraph/service-kit/refusal.ts';

/** Credentials of a caller. */
export interface Credentials {
  /** `Bearer <token>`, or undefined if the caller sent none. */
  readonly authorization: string | undefined;
  /** Returns the network address of the client. */
  readonly address: () => string;
}

/** Handling of requests without a token. */
export type AnonymousRequests = 'refuse' | 'allow';

/**
 * Returns the viewer of a bearer token. Throws RefusedError UNAUTHENTICATED if the token is invalid, or absent while
 * tokens are required. An invalid token is never treated as anonymous. Throws RefusedError SERVICE_UNAVAILABLE if the
 * keys to check the token are unavailable.
 */
export async function authenticate(
  { authorization }: Credentials,
  { verify }: TokenVerifier,
  withoutToken: AnonymousRequests,
): Promise<Viewer> {
  if (authorization === undefined) {
    if (withoutToken === 'allow') return anonymous;
    throw unauthenticated('This graph requires a token. Send it as "Authorization: Bearer <token>".');
  }
  const token = readBearerToken(authorization);
  if (token === undefined) {
    throw unauthenticated('The header Authorization must be "Bearer <token>".', 'invalid_request');
  }
  try {
    return await verify(token);
  } catch (error) {
    if (error instanceof InvalidToken) throw unauthenticated(error.message, 'invalid_token');
    if (error instanceof KeysUnavailable) throw unavailable(error);
    throw error;
  }
}

/**
 * Returns the viewer if the token was verified before and is still valid, else undefined. Has the result of
 * `authenticate`, without a promise.
 */
export function recallViewer({ authorization }: Credentials, { recall }: TokenVerifier): Viewer | undefined {
  const token = readBearerToken(authorization);
  return token === undefined ? undefined : recall(token);
}

function unauthenticated(message: string, tokenError?: Refusal['tokenError']): RefusedError {
  return new RefusedError({ code: 'UNAUTHENTICATED', message, ...(tokenError && { tokenError }) });
}

function unavailable({ retryAfterSeconds }: KeysUnavailable): RefusedError {
  const message = 'The token cannot be verified: the keys of its issuer are unavailable. Retry later.';
  return new RefusedError({ code: 'SERVICE_UNAVAILABLE', message, retryAfterSeconds });
}
