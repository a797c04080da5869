import type { RequestListener } from 'node:http';
import type { WireReply } from '../../graph/http-connection.ts';
import { orderId } from '../../graph/people.ts';
import type { Audit, AuditFamily } from '../audit.ts';
import { idOf, operations } from '../system/registered-operations.ts';
import { auditExchange, excerpt, post } from '../wire/exchange.ts';

/** Messages of a failing subgraph that no client may read. */
const inside =
  'TypeError: boom at Object.<anonymous> (/srv/orders/src/main.ts:7:1) select * from orders relation "orders" 127.0.0.1:5432 ECONNREFUSED';

const reply =
  (status: number, body: unknown, headers: Readonly<Record<string, string>> = {}): RequestListener =>
  (_, response) => {
    response
      .writeHead(status, { 'content-type': 'application/json', ...headers })
      .end(typeof body === 'string' ? body : JSON.stringify(body));
  };

/** Behaviours of the failing subgraph, by name. */
const behaviours: Readonly<Record<string, readonly [what: string, behave: RequestListener]>> = {
  html: ['500 with a page', reply(500, `<pre>${inside}</pre>`, { 'content-type': 'text/html' })],
  'bad-gateway': [
    '502 with a page of a proxy',
    reply(502, `<h1>502</h1>${inside}`, { 'content-type': 'text/html', server: 'nginx/1.2.3' }),
  ],
  errors: [
    'errors with a stack',
    reply(200, {
      data: null,
      errors: [
        {
          message: inside,
          extensions: { code: 'INTERNAL_SERVER_ERROR', stacktrace: [inside], exception: { sql: inside } },
        },
      ],
    }),
  ],
  'errors-without-code': ['errors without a code', reply(200, { data: null, errors: [{ message: inside }] })],
  'more-members': [
    'extra members beside data',
    reply(200, { data: { orders: { nodes: [] } }, extensions: { trace: inside }, debug: inside }),
  ],
  'strange-data': ['data of another type', reply(200, { data: { orders: inside } })],
  'bad-json': ['half of the JSON', reply(200, `{"data":{"orders":"${inside}`)],
  redirect: [
    'a redirect to an internal address',
    reply(307, inside, { location: 'http://127.0.0.1:1/admin' }),
  ],
  reset: ['nothing, and closes the connection', (request) => request.socket.destroy()],
  silence: ['nothing, without an end', () => {}],
  headers: [
    'its own headers',
    reply(
      200,
      { data: { orders: { nodes: [] } } },
      { 'set-cookie': 'inside=1', 'x-powered-by': 'Inside', server: 'Inside/1' },
    ),
  ],
  bomb: ['a body of 20 MB', reply(200, JSON.stringify({ data: { orders: inside.repeat(150_000) } }))],
};

const masked = ([id, [what, behave]]: readonly [string, readonly [string, RequestListener]]): Audit =>
  auditExchange({
    id: `subgraph-${id}`,
    sends: `a query, to which a subgraph answers ${what}`,
    to: 'enforcing',
    request: ({ falseOrders }) => {
      falseOrders.behave(behave);
      return post({ documentId: idOf(operations.orders) });
    },
    status: 200,
    code: [
      'INTERNAL_SERVER_ERROR',
      'DOWNSTREAM_SERVICE_ERROR',
      'SUBREQUEST_HTTP_ERROR',
      'SUBREQUEST_MALFORMED_RESPONSE',
      'GATEWAY_TIMEOUT',
      'INVALID_RESPONSE_VALUE',
    ],
    and: nothingOfIt,
  });

const nothingOfIt = {
  expects: 'no part of that text',
  check: ({ text, headers }: WireReply) =>
    /boom|srv|select|nginx|inside/i.test(`${text} ${JSON.stringify(headers)}`)
      ? [`the answer is ${excerpt(text)}`]
      : [],
};

const withoutTable: Audit = {
  id: 'database',
  sends: 'a query for which the database reports a missing table',
  expects: '200 INTERNAL_SERVER_ERROR, and no part of that text',
  attack: async (system) => {
    await system.sql('orders', 'alter table order_lines rename to hidden');
    const query = `{ order(id: "${orderId(7)}") { id lines { quantity } } }`;
    const masking = auditExchange({
      id: '',
      sends: '',
      request: post({ query }),
      status: 200,
      code: 'INTERNAL_SERVER_ERROR',
    });
    return masking
      .attack(system)
      .finally(() => system.sql('orders', 'alter table hidden rename to order_lines'));
  },
};

const honest = {
  expects: 'an answer that is not a failure of the service',
  check: ({ text }: WireReply) =>
    /INTERNAL_SERVER_ERROR|syntax error|invalid byte/.test(text) ? [`the answer is ${excerpt(text)}`] : [],
};

/** Texts that an inner layer could interpret as code or syntax. */
const inputs: Readonly<Record<string, readonly [sends: string, query: string, code?: string]>> = {
  cursor: ['a cursor that is garbage', '{ orders(first: 1, after: "%%%") { totalCount } }', 'BAD_USER_INPUT'],
  'cursor-of-sql': [
    'a cursor that holds SQL',
    `{ orders(first: 1, after: "${Buffer.from("'; drop table orders; --").toString('base64url')}") { nodes { id } } }`,
    'BAD_USER_INPUT',
  ],
  'id-of-sql': ['an id that is SQL', `{ user(id: "1' or '1'='1") { id } }`, 'BAD_USER_INPUT'],
  'id-with-nul': ['an id with a NUL', '{ user(id: "\\u0000") { id } }', 'BAD_USER_INPUT'],
  'sku-with-nul': ['a sku with a NUL', '{ product(sku: "a\\u0000b") { sku } }', 'NOT_FOUND'],
  'search-of-sql': [
    'a search for SQL',
    `{ users(filter: { search: "%' union all (table pg_shadow) --" }) { totalCount nodes { id } } }`,
  ],
  'search-with-nul': [
    'a search for a NUL',
    '{ users(filter: { search: "\\u0000" }) { totalCount } }',
    'BAD_USER_INPUT',
  ],
  'page-too-large': ['a page of 2^31 - 1', '{ orders(first: 2147483647) { totalCount } }', 'LIMIT_EXCEEDED'],
  'page-negative': ['a page of -1', '{ orders(first: -1) { totalCount } }', 'BAD_USER_INPUT'],
};

/** Audits of the errors that failures inside cause outside. */
export const errorLeakAudits: AuditFamily = {
  name: 'error leaks',
  // Failures that the client did not cause must be logged.
  logsFailures: true,
  audits: [
    ...Object.entries(behaviours).map(masked),
    withoutTable,
    ...Object.entries(inputs).map(([id, [sends, query, code]]) =>
      auditExchange({
        id: `input-${id}`,
        sends,
        request: post({ query }),
        status: 200,
        ...(code !== undefined && { code }),
        and: honest,
      }),
    ),
  ],
};
