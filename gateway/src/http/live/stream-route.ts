import type { HTTPGraphQLRequest } from '@apollo/server';
import type { HttpReply, HttpRequest } from '@supergraph/service-kit/http/http-handler.ts';
import { jsonTypeOf, statusOf } from '@supergraph/service-kit/http/refusal-reply.ts';
import type { Caller } from '../../gateway-context.ts';
import { isRecord } from '../../is-record.ts';
import type { StartOperation } from '../../live/live-operations.ts';
import type { OperationOutcome } from '../../live/operation-outcome.ts';
import type { OperationTexts } from '../../live/operation-texts.ts';
import type { TextOf } from '../../live/result-texts.ts';
import type { OperationParameters } from '../../policy/operation-admission.ts';
import { readSearch } from '../search-parameters.ts';
import { type AcceptedForms, readAcceptedForms } from './accepted-forms.ts';
import { eventStreamReply, singleEventReply } from './event-stream.ts';
import { incrementalPartsReply, singlePartReply, subscriptionPartsReply } from './parts.ts';

/** Answers a request in several parts, or returns undefined to leave it to Apollo Server. */
export type StreamRoute = (
  request: HttpRequest,
  admitted: HTTPGraphQLRequest,
  caller: Caller,
) => Promise<HttpReply | undefined> | undefined;

/**
 * Creates the route of requests whose client accepts several parts. It takes all requests that accept
 * server-sent events and no JSON. Of others, it takes only operations that may have several parts, since some
 * clients accept all forms for every operation.
 */
export function createStreamRoute(options: {
  readonly start: StartOperation;
  readonly texts: OperationTexts;
  readonly textOf: TextOf;
}): StreamRoute {
  const { texts } = options;
  return (request, admitted, caller) => {
    const accepted = readAcceptedForms(request.headers.accept);
    if (accepted.stream === undefined && accepted.incremental === undefined) return undefined;
    const parameters = request.method === 'GET' ? readSearch(admitted.search) : admitted.body;
    if (!isRecord(parameters)) return undefined;
    if (accepted.stream === 'events' && !accepted.json)
      return answer(request, parameters, caller, accepted, options);
    return texts.peek(parameters).then((text = '') => {
      const isDeferred = /@\s*defer\b/.test(text);
      if (!isDeferred && !/\bsubscription\b/.test(text)) return undefined;
      const incremental = isDeferred ? accepted.incremental : undefined;
      return answer(request, parameters, caller, { ...accepted, incremental }, options);
    });
  };
}

async function answer(
  { method, headers, draining }: HttpRequest,
  parameters: OperationParameters,
  caller: Caller,
  accepted: AcceptedForms,
  { start, textOf }: { readonly start: StartOperation; readonly textOf: TextOf },
): Promise<HttpReply> {
  const { stream, incremental } = accepted;
  const operation = {
    parameters,
    caller,
    headers: { get: (name: string) => headers[name] },
    accepts: { stream: stream !== undefined, incremental: incremental !== undefined },
    mayMutate: method !== 'GET',
    after: headers['last-event-id'] || undefined,
  };
  const outcome = await start(operation, draining);
  switch (outcome.kind) {
    case 'refused':
      return refusedReply(outcome, headers.accept);
    case 'single':
      if (stream === 'events') return singleEventReply(outcome.result);
      return incremental === undefined
        ? jsonReply(200, outcome.result, headers.accept)
        : singlePartReply(outcome.result, incremental);
    case 'incremental':
      if (incremental === undefined) throw new Error('the client does not accept deferred parts');
      return incrementalPartsReply(outcome, incremental);
    case 'stream':
      return stream === 'events'
        ? eventStreamReply(outcome.delivery, textOf)
        : subscriptionPartsReply(outcome.delivery);
    default:
      return outcome satisfies never;
  }
}

function refusedReply(
  { errors, retryAfterSeconds }: OperationOutcome & { readonly kind: 'refused' },
  accept: string | undefined,
): HttpReply {
  const status = statusOf(String(errors[0]?.extensions?.code));
  const reply = jsonReply(status, { errors }, accept);
  if (retryAfterSeconds === undefined) return reply;
  return { ...reply, headers: { ...reply.headers, 'retry-after': String(retryAfterSeconds) } };
}

function jsonReply(status: number, value: unknown, accept: string | undefined): HttpReply {
  return { status, headers: { 'content-type': jsonTypeOf(accept) }, body: JSON.stringify(value) };
}
