import { checkForm } from '../http/graphql-route.ts';
import type { HttpHandler, HttpRequest } from '../http/http-handler.ts';
import { HttpProblem } from '../http/http-problem.ts';
import { readJsonBody } from '../http/json-body.ts';
import { eventStreamReply, type ServerSentEvent } from '../http/server-sent-events.ts';
import type { Viewer } from '../identity/viewer.ts';
import type { StartSubscription } from './start-subscription.ts';
import type { SubscriptionAnswers } from './subscription.ts';

/** Options of the routes of subscriptions. */
export interface SubscriptionRouteOptions {
  readonly start: StartSubscription;
  /** Throws to refuse the request. */
  readonly authenticate: (request: HttpRequest) => Promise<Viewer>;
  readonly maxBodyBytes: number;
}

/** Interval of heartbeats, in milliseconds: below the usual idle timeouts of proxies. */
export const heartbeatMs = 12_000;

/**
 * Creates the handler of subscriptions over server-sent events, as graphql-sse defines them for distinct connections. The
 * `id` of an event is its cursor, and `Last-Event-ID` resumes. A stream that ends without `complete` can be resumed.
 */
export function createSubscriptionRoute(options: SubscriptionRouteOptions): HttpHandler {
  const { start, authenticate, maxBodyBytes } = options;
  return async (request) => {
    const viewer = await authenticate(request);
    checkForm(request);
    if (request.method !== 'POST')
      throw new HttpProblem('METHOD_NOT_ALLOWED', 'Use POST for subscriptions.', { allow: 'POST' });
    const { answers, end } = await start(request, viewer, await readJsonBody(request, maxBodyBytes));
    const { draining } = request;
    return eventStreamReply(toEvents(answers), { heartbeatMs, lastId: answers.cursor, draining, onEnd: end });
  };
}

async function* toEvents(answers: SubscriptionAnswers): AsyncGenerator<ServerSentEvent, void, undefined> {
  for await (const { cursor, ...answer } of answers) {
    const extensions = cursor === undefined ? undefined : { cursor };
    yield { event: 'next', id: cursor, data: JSON.stringify({ ...answer, extensions }) };
  }
  yield { event: 'complete', data: '' };
}
