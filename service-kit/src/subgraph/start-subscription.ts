import { ExpectedError } from '../errors.ts';
import type { HttpRequest } from '../http/http-handler.ts';
import { HttpProblem } from '../http/http-problem.ts';
import type { Viewer } from '../identity/viewer.ts';
import { RefusedError } from '../refusal.ts';
import type { Subscribe, SubscriptionAnswers } from './subscription.ts';

/** Subscription of a gateway. */
export interface OpenSubscription {
  readonly answers: SubscriptionAnswers;
  /** Ends it. Idempotent. */
  readonly end: () => void;
}

/** Function that starts a subscription with the body of its request. Throws RefusedError to refuse it. */
export type StartSubscription = (
  request: Pick<HttpRequest, 'headers' | 'signal'>,
  viewer: Viewer,
  body: unknown,
) => Promise<OpenSubscription>;

/** Creates the function that starts subscriptions, at most `maxSubscriptions` at once. */
export function createStartSubscription(options: {
  readonly subscribe: Subscribe;
  readonly maxSubscriptions: number;
}): StartSubscription {
  const { subscribe, maxSubscriptions } = options;
  let open = 0;
  return async ({ headers, signal }, viewer, body) => {
    const operation = readOperation(body);
    if (open >= maxSubscriptions) throw tooMany(maxSubscriptions);
    open += 1;
    let isOpen = true;
    const release = (): void => {
      if (isOpen) open -= 1;
      isOpen = false;
    };
    try {
      const after = headers['last-event-id'] || undefined;
      const answers = await subscribe({ ...operation, viewer, signal, after });
      const end = (): void => {
        release();
        void answers.return?.();
      };
      return { answers, end };
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

function unavailable({ code, message }: ExpectedError): RefusedError {
  return new RefusedError({ code, message, retryAfterSeconds: 1 });
}

function tooMany(limit: number): RefusedError {
  const message = 'This subgraph has reached its limit of open subscriptions. Retry after 1 s.';
  return new RefusedError({ code: 'SERVICE_OVERLOADED', message, details: { limit }, retryAfterSeconds: 1 });
}
