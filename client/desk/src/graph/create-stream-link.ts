import { ApolloLink, Observable } from '@apollo/client';
import { CombinedGraphQLErrors, ServerError } from '@apollo/client/errors';
import { fallbackHttpConfig, selectHttpOptionsAndBody } from '@apollo/client/link/http';
import type { Observer } from 'rxjs';
import { isUnauthenticated, readProblems } from './problems.ts';
import { readServerSentEvents } from './read-server-sent-events.ts';

/** State of a subscription's connection. */
export type LiveState = 'connecting' | 'live' | 'reconnecting';

/** Observer of a subscription's connection: the value of `live` in the context of an operation. */
export interface LiveObserver {
  readonly onState: (state: LiveState) => void;
  /** Called if earlier changes are not delivered, as when the subscription begins. The state must be loaded again. */
  readonly onGap: () => void;
}

declare module '@apollo/client' {
  interface DefaultContext {
    readonly live?: LiveObserver;
  }
}

type Send = (cursor: string | undefined, signal: AbortSignal) => Promise<Response>;
type Results = Pick<Observer<ApolloLink.Result>, 'next'>;

interface Followed {
  readonly send: Send;
  readonly results: Results;
  readonly live: LiveObserver;
  readonly renew: () => Promise<boolean>;
}

/**
 * Creates the link for subscriptions. They arrive as server-sent events, since `EventSource` sends no token. A broken
 * connection resumes after the last cursor, so that no event is lost. A page in the background has no connection:
 * browsers open at most six to a host over HTTP/1.1.
 */
export function createStreamLink(options: {
  readonly uri: string;
  readonly fetch: typeof fetch;
  /** Replaces a token that has expired. Returns false if the person must sign in again. */
  readonly renew: () => Promise<boolean>;
}): ApolloLink {
  return new ApolloLink((operation) => {
    const { http, live = silent } = operation.getContext();
    const { body } = selectHttpOptionsAndBody(operation, fallbackHttpConfig, { http });
    const send: Send = (cursor, signal) => {
      const headers = new Headers({ 'content-type': 'application/json' });
      headers.set('accept', 'text/event-stream');
      if (cursor !== undefined) headers.set('last-event-id', cursor);
      return options.fetch(options.uri, { method: 'POST', headers, body: JSON.stringify(body), signal });
    };
    return new Observable<ApolloLink.Result>((results) => {
      const stop = new AbortController();
      follow({ send, results, live, renew: options.renew }, stop.signal).then(
        () => results.complete(),
        (error: unknown) => results.error(error),
      );
      return () => stop.abort();
    });
  });
}

const silent: LiveObserver = { onState: () => {}, onGap: () => {} };

/** Failures after which another attempt would fail too. */
const isFinal = /^(UNAUTH|FORBIDDEN|NOT_FOUND|BAD_USER_INPUT|GRAPHQL_VALIDATION|PERSISTED_|SUBSCRIPTION_JWT)/;

/** Follows a subscription over as many connections as it takes. Throws if another attempt would fail too. */
async function follow(
  { send, results, live: { onState, onGap }, renew }: Followed,
  stop: AbortSignal,
): Promise<void> {
  let cursor: string | undefined;
  let isRenewed = false;
  for (let failures = 0; !stop.aborted; failures += 1) {
    await untilShown(stop);
    const connection = openConnection(stop);
    try {
      const response = await send(cursor, connection.signal);
      for await (const { id, result } of readResults(response)) {
        connection.keep();
        failures = 0;
        isRenewed = false;
        onState('live');
        const begins = cursor === undefined && id !== undefined;
        cursor = id ?? cursor;
        if (begins || (result && !result.data)) onGap();
        if (result?.data) results.next(result);
      }
    } catch (error) {
      const [{ code } = { code: '' }] = readProblems(error);
      const isExpired = isUnauthenticated(error) && !isRenewed;
      if (isExpired) isRenewed = await renew();
      if (isFinal.test(code) && !(isExpired && isRenewed)) throw error;
      if (code === 'CURSOR_EXPIRED') cursor = undefined;
    } finally {
      connection.close();
    }
    if (stop.aborted) return;
    onState('reconnecting');
    await pause(Math.min(500 * 2 ** failures, maxPauseMs) * (0.5 + Math.random() / 2), stop);
  }
}

/** Part of an answer. One without a result is a sign of life. */
interface StreamedResult {
  readonly id: string | undefined;
  readonly result: ApolloLink.Result | undefined;
}

/** Reads the answer to a subscription. Throws the errors of a refused or ended one. */
async function* readResults(response: Response): AsyncGenerator<StreamedResult, void, undefined> {
  if (response.body === null || !response.headers.get('content-type')?.startsWith('text/event-stream')) {
    throw new ServerError('The gateway refused the subscription.', {
      response,
      bodyText: await response.text(),
    });
  }
  let failed: ApolloLink.Result | undefined;
  for await (const { event, id, data } of readServerSentEvents(response.body)) {
    if (event === 'complete') {
      if (failed !== undefined) throw new CombinedGraphQLErrors(failed);
      return;
    }
    const result: ApolloLink.Result | undefined = data === undefined ? undefined : JSON.parse(data);
    failed = result && !result.data ? result : undefined;
    // Errors without a cursor are those of the subscription. The end follows.
    if (failed === undefined || id !== undefined) yield { id, result };
  }
}

/** Opens a connection's signal: it aborts when the page is hidden, and when the gateway is silent for too long. */
function openConnection(stop: AbortSignal) {
  const controller = new AbortController();
  const signal = AbortSignal.any([stop, controller.signal]);
  const close = (): void => controller.abort();
  document.addEventListener('visibilitychange', close, { signal });
  let silence = setTimeout(close, maxSilenceMs);
  return {
    signal,
    keep(): void {
      clearTimeout(silence);
      silence = setTimeout(close, maxSilenceMs);
    },
    close(): void {
      clearTimeout(silence);
      close();
    },
  };
}

/** Several heartbeats of a gateway. */
const maxSilenceMs = 40_000;
const maxPauseMs = 15_000;

async function untilShown(stop: AbortSignal): Promise<void> {
  while (document.hidden && !stop.aborted) await nextEvent(document, 'visibilitychange', stop);
}

/** Waits, but not longer than until the network is back. */
function pause(ms: number, stop: AbortSignal): Promise<void> {
  return nextEvent(window, 'online', AbortSignal.any([stop, AbortSignal.timeout(ms)]));
}

function nextEvent(target: EventTarget, name: string, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    target.addEventListener(name, () => resolve(), { once: true, signal });
    signal.addEventListener('abort', () => resolve(), { once: true });
  });
}
