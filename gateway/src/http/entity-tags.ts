import { hash } from 'node:crypto';
import type { HttpHandler, HttpReply } from '@supergraph/service-kit/http/http-handler.ts';

/**
 * Creates a handler that adds an entity tag to answers of GET that may be cached, and answers 304 if the client has that
 * answer already. The tag is weak, because the same answer can be sent in several codings.
 */
export function createEntityTags(handler: HttpHandler): HttpHandler {
  return async (request) => {
    const reply = await handler(request);
    if (request.method !== 'GET' || typeof reply.body !== 'string' || !mayBeCached(reply)) return reply;
    const etag = `W/"${hash('sha256', reply.body, 'base64url')}"`;
    const headers: HttpReply['headers'] = { ...reply.headers, etag };
    if (!matches(request.headers['if-none-match'], etag)) return { ...reply, headers };
    const { 'content-type': _, ...kept } = headers;
    return { status: 304, headers: kept, body: '' };
  };
}

function mayBeCached({ status, headers }: HttpReply): boolean {
  return status === 200 && headers['cache-control']?.startsWith('max-age=') === true;
}

/** Returns whether a list of entity tags has this one. The comparison is weak (RFC 9110, section 13.1.2). */
function matches(header: string | undefined, etag: string): boolean {
  if (header === undefined) return false;
  const opaque = etag.slice(2);
  return header.split(',').some((each) => each.trim() === '*' || each.trim().replace(/^W\//, '') === opaque);
}
