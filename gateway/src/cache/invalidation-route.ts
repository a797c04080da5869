import { createHash, timingSafeEqual } from 'node:crypto';
import type { AnswerCache } from '@supergraph/engine';
import type { HttpHandler } from '@supergraph/service-kit/http/http-handler.ts';
import { HttpProblem } from '@supergraph/service-kit/http/http-problem.ts';
import { readJsonBody } from '@supergraph/service-kit/http/json-body.ts';
import { readBearerToken } from '@supergraph/service-kit/identity/token-verifier.ts';
import { RefusedError } from '@supergraph/service-kit/refusal.ts';
import { isRecord } from '../is-record.ts';

/** Largest body in bytes, largest number of changes in it, and longest type or id, which are retained. */
const [maxBytes, maxChanges, maxLength] = [1_000_000, 1_000, 512];

/**
 * Creates the handler of `POST /cache/invalidate`. Its body is `{"changes":[{"type":"Product","id":"MUG"}]}`; without an id,
 * all entities of the type have changed. `{"all":true}` ends all values.
 */
export function createInvalidationRoute(secret: string, cache: AnswerCache): HttpHandler {
  return async (request) => {
    if (request.method !== 'POST')
      throw new HttpProblem('METHOD_NOT_ALLOWED', 'Use POST to end kept values.', { allow: 'POST' });
    if (!isEqual(readToken(request.headers.authorization), secret)) {
      const message = 'This needs the secret of CACHE_INVALIDATION_SECRET as a bearer token.';
      throw new RefusedError({ code: 'UNAUTHENTICATED', message });
    }
    const body = await readJsonBody(request, maxBytes);
    if (isRecord(body) && body.all === true) cache.clear();
    else for (const { type, id } of readChanges(body)) cache.invalidate(type, id);
    return { status: 204, headers: {}, body: '' };
  };
}

function readToken(authorization: string | undefined): string {
  return readBearerToken(authorization) ?? '';
}

/** Compares digests, so that the time tells nothing about the secret. */
function isEqual(given: string, secret: string): boolean {
  const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(given), digest(secret));
}

interface Change {
  readonly type: string;
  readonly id: string | undefined;
}

function readChanges(body: unknown): readonly Change[] {
  const changes = isRecord(body) ? body.changes : undefined;
  if (Array.isArray(changes) && changes.length <= maxChanges && changes.every(isChange)) return changes;
  const rule = `{"all":true}, or {"changes":[…]} with up to ${maxChanges} objects that have a "type", and an "id" if one entity changed, of up to ${maxLength} characters`;
  throw new HttpProblem('BAD_REQUEST', `The body must be ${rule}.`);
}

function isChange(value: unknown): value is Change {
  return isRecord(value) && isShort(value.type) && (value.id === undefined || isShort(value.id));
}

function isShort(value: unknown): value is string {
  return typeof value === 'string' && value.length <= maxLength;
}
