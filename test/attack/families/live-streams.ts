import { staff } from '../../graph/people.ts';
import { readSseMessages } from '../../graph/sse-messages.ts';
import type { Audit, AuditFamily } from '../audit.ts';
import type { AttackedSystem } from '../system/attacked-system.ts';
import { auditExchange, excerpt, get, post, sendOnce } from '../wire/exchange.ts';
import { refusedSubscriptions } from './live-documents.ts';

const eventStream = { accept: 'text/event-stream' };
const parts = { accept: 'multipart/mixed;subscriptionSpec="1.0", application/json' };

/** A subscription of this graph, with a cursor. */
const ordersChanged = 'subscription ($after: String) { ordersChanged(after: $after) { kind cursor } }';
const stockChanged =
  'subscription ($after: String) { stockChanged(skus: ["MUG-BLUE"], after: $after) { kind } }';

const noStream = {
  expects: 'a message that names the forms to accept',
  check: ({ text }: { readonly text: string }) =>
    ['text/event-stream', 'multipart/mixed', 'graphql-transport-ws']
      .filter((form) => !text.includes(form))
      .map((form) => `${form} is not named: ${excerpt(text)}`),
};

const documents = Object.entries({ events: eventStream, parts }).flatMap(([door, headers]) =>
  refusedSubscriptions
    // Multipart answers are only for subscriptions and deferred parts.
    .filter(({ query }) => door === 'events' || query.startsWith('subscription'))
    .map(({ id, sends, query, variables, to = 'gateway', code }) =>
      auditExchange({
        id: `${id}-over-${door}`,
        sends: `${sends}, accepting ${headers.accept}`,
        to,
        request: post({ query, variables }, headers),
        status: code === 'QUERY_NOT_IN_SAFELIST' ? [400, 403] : 400,
        code,
      }),
    ),
);

/** Creates an audit of a subscription whose stream must begin with an error and then end. */
const refusedCursor = (
  id: string,
  sends: string,
  code: string,
  create: (system: AttackedSystem) => Promise<string> | string,
): readonly Audit[] =>
  ['after', 'Last-Event-ID'].map((place) => ({
    id: `${id}-in-${place.toLowerCase()}`,
    sends: `${sends}, as ${place}`,
    expects: `the error ${code}, and the end of the stream`,
    attack: async (system) => {
      const cursor = await create(system);
      const authorization = `Bearer ${await system.tokenFor('gateway', staff)}`;
      const asHeader = place !== 'after';
      const { text } = await sendOnce(
        system.origins.gateway,
        post(
          { query: ordersChanged, variables: asHeader ? {} : { after: cursor } },
          { ...eventStream, authorization, ...(asHeader && { 'last-event-id': cursor }) },
        ),
      );
      const isRefused = text.includes(`"code":"${code}"`) && !text.includes('"kind"');
      return isRefused ? [] : [`it is answered with ${excerpt(text)}`];
    },
  }));

/** Returns the first cursor of a subscription. */
async function readCursor(system: AttackedSystem, query: string): Promise<string> {
  const gone = new AbortController();
  const response = await fetch(`${system.origins.gateway}/graphql`, {
    method: 'POST',
    headers: {
      ...eventStream,
      'content-type': 'application/json',
      authorization: `Bearer ${await system.tokenFor('gateway', staff)}`,
    },
    body: JSON.stringify({ query }),
    signal: gone.signal,
  });
  try {
    for await (const { id } of readSseMessages(response.body ?? new ReadableStream()))
      if (id !== undefined) return id;
    throw new Error('the stream has no cursor');
  } finally {
    gone.abort();
  }
}

/** Returns a cursor after which events were deleted. */
async function readExpiredCursor(system: AttackedSystem): Promise<string> {
  const cursor = await readCursor(system, ordersChanged);
  await system.sql(
    'orders',
    `with changed as (update products set stock = stock + 1 where sku = 'MUG-BLUE' returning 1)
     update outbox_pruning set last_transaction = pg_current_xact_id() where exists (select from changed)`,
  );
  return cursor;
}

function tamper(cursor: string): string {
  const bytes = Buffer.from(cursor, 'base64url');
  const middle = Math.floor(bytes.length / 2);
  bytes[middle] = (bytes[middle] ?? 0) ^ 1;
  return bytes.toString('base64url');
}

/** Audits of subscriptions over HTTP: server-sent events and multipart answers. */
export const liveStreamAudits: AuditFamily = {
  name: 'live streams',
  audits: [
    auditExchange({
      id: 'plain-json',
      sends: 'a subscription that accepts only JSON',
      request: post({ query: ordersChanged }, { accept: 'application/json' }),
      status: 406,
      code: 'NOT_ACCEPTABLE',
      and: noStream,
    }),
    auditExchange({
      id: 'no-accept',
      sends: 'a subscription without the header Accept',
      request: post({ query: ordersChanged }),
      status: 406,
      code: 'NOT_ACCEPTABLE',
      and: noStream,
    }),
    auditExchange({
      id: 'no-token',
      sends: 'a subscription without a token',
      as: 'nobody',
      request: post({ query: ordersChanged }, eventStream),
      status: 401,
      code: 'UNAUTHENTICATED',
    }),
    auditExchange({
      id: 'mutation-by-event-source',
      sends: 'a mutation by the EventSource of a page',
      request: get({ query: 'mutation { __typename }' }, eventStream),
      status: 405,
      code: 'METHOD_NOT_ALLOWED',
    }),
    auditExchange({
      id: 'no-cors-page',
      sends: 'a subscription by GET of a page of another origin, without CORS',
      as: 'nobody',
      request: get(
        { query: ordersChanged },
        { ...eventStream, 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'no-cors' },
      ),
      status: 401,
      code: 'UNAUTHENTICATED',
    }),
    ...documents,
    ...refusedCursor('garbage-cursor', 'a cursor of the attacker', 'BAD_USER_INPUT', () => 'WyJhIl0'),
    ...refusedCursor('sql-cursor', 'a cursor that is SQL', 'BAD_USER_INPUT', () => "' or 1=1 --"),
    ...refusedCursor('tampered-cursor', 'a cursor with one bit changed', 'BAD_USER_INPUT', async (system) =>
      tamper(await readCursor(system, ordersChanged)),
    ),
    ...refusedCursor('foreign-cursor', 'a cursor of another field', 'BAD_USER_INPUT', (system) =>
      readCursor(system, stockChanged),
    ),
    ...refusedCursor(
      'old-cursor',
      'a cursor after which events were deleted',
      'CURSOR_EXPIRED',
      readExpiredCursor,
    ),
  ],
};
