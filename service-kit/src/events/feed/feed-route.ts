import { ExpectedError } from '../../errors.ts';
import type { HttpHandler, HttpRequest } from '../../http/http-handler.ts';
import { HttpProblem } from '../../http/http-problem.ts';
import { jsonReply } from '../../http/json-reply.ts';
import { RefusedError } from '../../refusal.ts';
import type { EventSource } from './event-source.ts';

/** Options of the route of a service's events. */
export interface FeedRouteOptions {
  /** Name of the service. */
  readonly service: string;
  readonly source: EventSource;
  /** Returns the group of consumers that a token names. Throws to refuse the request. */
  readonly authenticate: (request: HttpRequest) => Promise<string>;
}

/** Maximum number of requests of this process that read or wait. */
const maxReads = 100;

/** Maximum number of types in a request. */
const maxTypes = 100;

/**
 * Creates the handler of `GET /events?types=…&after=…`: the next events of the service after a cursor, as
 * `{ events, cursor }`. Waits for new events if there are none. `live=on` begins now, and keeps no events for the reader.
 */
export function createFeedRoute({ service, source, authenticate }: FeedRouteOptions): HttpHandler {
  let reads = 0;
  return async (request) => {
    const group = await authenticate(request);
    if (request.method !== 'GET')
      throw new HttpProblem('METHOD_NOT_ALLOWED', 'Use GET for events.', { allow: 'GET' });
    const query = new URLSearchParams(request.search);
    const types = readTypes(query.get('types') ?? '', service);
    if (reads >= maxReads) throw tooMany();
    reads += 1;
    try {
      const after = query.get('after') || undefined;
      const signal = AbortSignal.any([request.signal, request.draining]);
      const page = await source.read({ group, types, after, signal, isLive: query.get('live') === 'on' });
      request.record.isRoutine = page.events.length === 0;
      return jsonReply(200, page);
    } catch (error) {
      if (!(error instanceof ExpectedError)) throw error;
      const { code, message } = error;
      throw new RefusedError({
        code,
        message,
        ...(code === 'SERVICE_UNAVAILABLE' && { retryAfterSeconds: 1 }),
      });
    } finally {
      reads -= 1;
    }
  };
}

function readTypes(text: string, service: string): readonly string[] {
  const types = text.split(',');
  const isOwn = (type: string): boolean =>
    type.startsWith(`${service}.`) && /^[\w-]{1,100}\.v[1-9]\d{0,3}$/.test(type.slice(service.length + 1));
  if (types.length <= maxTypes && types.every(isOwn)) return types;
  const rule = `1 to ${maxTypes} types of events of this service, such as ${service}.thing-changed.v1`;
  throw new HttpProblem('BAD_REQUEST', `The parameter "types" must list ${rule}.`);
}

function tooMany(): RefusedError {
  const message = 'This subgraph has reached its limit of readers of events. Retry after 1 s.';
  return new RefusedError({
    code: 'SERVICE_OVERLOADED',
    message,
    details: { limit: maxReads },
    retryAfterSeconds: 1,
  });
}
