import { SubgraphError, type SubgraphEvent, type SubscriptionRequest } from '@supergraph/engine';
import { ExpectedError } from '@supergraph/service-kit/errors.ts';
import type { Subscribe, SubscriptionAnswers } from '@supergraph/service-kit/subgraph/subscription.ts';
import { readIdentity } from '../gateway-context.ts';

/** Interval at which a quiet subscription reports its cursor, in milliseconds. */
const cursorMs = 12_000;

/**
 * Starts a subscription of a subgraph in this process. It behaves like one over server-sent events, but never
 * breaks.
 */
export function subscribeInProcess(
  subscribe: Subscribe,
  request: SubscriptionRequest,
): AsyncIterable<SubgraphEvent> {
  return {
    [Symbol.asyncIterator]() {
      let starting: Promise<SubscriptionAnswers> | undefined;
      let timer: NodeJS.Timeout | undefined;
      const start = async (): Promise<SubscriptionAnswers> => {
        const { query, operationName, variables, signal, after, client, onCursor } = request;
        const { viewer } = readIdentity(client);
        const answers = await subscribe({ query, operationName, variables, viewer, signal, after }).catch(
          (error: unknown) => {
            throw error instanceof ExpectedError ? unavailable(error, after) : error;
          },
        );
        const tellCursor = (): void => {
          const cursor = answers.cursor();
          if (cursor !== undefined) onCursor?.(cursor);
        };
        tellCursor();
        timer = setInterval(tellCursor, cursorMs).unref();
        signal?.addEventListener('abort', end, { once: true });
        if (signal?.aborted) end();
        return answers;
      };
      const end = (): void => {
        clearInterval(timer);
        request.signal?.removeEventListener('abort', end);
        void starting?.then((answers) => answers.return?.()).catch(() => {});
      };
      return {
        async next() {
          starting ??= start();
          const result = await (await starting).next();
          if (result.done) end();
          return result;
        },
        async return() {
          end();
          return { done: true, value: undefined };
        },
      };
    },
  };
}

function unavailable({ code, message }: ExpectedError, cursor: string | undefined): SubgraphError {
  const forClients = { code, message };
  return new SubgraphError('SUBREQUEST_HTTP_ERROR', message, { kind: 'broken', forClients, cursor });
}
