import { ExpectedError } from '../errors.ts';
import { checkForm } from '../http/graphql-route.ts';
import type { HttpHandler, HttpRequest } from '../http/http-handler.ts';
import { HttpProblem } from '../http/http-problem.ts';
import { readJsonBody } from '../http/json-body.ts';
import { eventStreamReply, type ServerSentEvent } from '../http/server-sent-events.ts';
import type { Viewer } from '../identity/viewer.ts';
import { RefusedError } from '../refusal.ts';
import type { Subscribe, SubscriptionAnswers } from './subscription.ts';

/** Options of the route of subscriptions. */
export interface SubscriptionRouteOptions {
  readonly subscribe: Subscribe;
  /** Throws to refuse the request. */
  readonly authenticate: (request: HttpRequest) => Promise<Viewer>;
  readonly maxBodyBytes: number;
  /** Maximum number of open subscriptions of this process. */
  readonly maxSubscriptions: number;
}

/** Interval of heartbeats, in milliseconds: below the usual idle timeouts of proxies. */
const heartbeatMs = 12_000;

/**
 * Creates the handler of subscriptions over server-sent events, as graphql-sse defines them for distinct connections. The
 * `id` of an event is its cursor, and `Last-Event-ID` resumes. A stream that ends without `complete` can be resumed.
 */
export function createSubscriptionRoute(options: SubscriptionRouteOptions): HttpHandler {
  const { subscribe, authenticate, maxBodyBytes, maxSubscriptions } = options;
  let open = 0;
  return async (request) => {
    const viewer = await authenticate(request);
    checkForm(request);
    if (request.method !== 'POST')
      throw new HttpProblem('METHOD_NOT_ALLOWED', 'Use POST for subscriptions.', { allow: 'POST' });
    const operation = readOperation(await readJsonBody(request, maxBodyBytes));
    if (open >= maxSubscriptions) throw tooMany(maxSubscriptions);
    open += 1;
    const release = (): void => {
      open -= 1;
    };
    try {
      const { signal, draining } = request;
      const after = request.headers['last-event-id'] || undefined;
      const answers = await subscribe({ ...operation, viewer, signal, after });
      const onEnd = (): void => {
        release();
        void answers.return?.();
      };
      return eventStreamReply(toEvents(answers), { heartbeatMs, lastId: answers.cursor, draining, onEnd });
    } catch (error) {
      release();
      // A status, which gateways retry. A GraphQL answer would be final.
      throw error instanceof ExpectedError ? unavailable(error) : error;
    }
  };
}

function readOperation(body: unknown) {
  const { query, operationName, variables }: Record<string, unknown> = Object(body);
  if (typeof query !== 'string')
    throw new HttpProblem('BAD_REQUEST', 'The body must have the member "query", a string.');
  if (operationName !== undefined && operationName !== null && typeof operationName !== 'string')
    throw new HttpProblem('BAD_REQUEST', 'The member "operationName" of the body must be a string.');
  if (variables !== undefined && (typeof variables !== 'object' || Array.isArray(variables)))
    throw new HttpProblem('BAD_REQUEST', 'The member "variables" of the body must be an object.');
  return { query, operationName: operationName ?? undefined, variables: { ...variables } };
}

async function* toEvents(answers: SubscriptionAnswers): AsyncGenerator<ServerSentEvent, void, undefined> {
  for await (const { cursor, ...answer } of answers) {
    const extensions = cursor === undefined ? undefined : { cursor };
    yield { event: 'next', id: cursor, data: JSON.stringify({ ...answer, extensions }) };
  }
  yield { event: 'complete', data: '' };
}

function unavailable({ code, message }: ExpectedError): RefusedError {
  return new RefusedError({ code, message, retryAfterSeconds: 1 });
}

function tooMany(limit: number): RefusedError {
  const message = 'This subgraph has reached its limit of open subscriptions. Retry after 1 s.';
  return new RefusedError({ code: 'SERVICE_OVERLOADED', message, details: { limit }, retryAfterSeconds: 1 });
}
