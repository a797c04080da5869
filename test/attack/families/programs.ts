import type { WireReply, WireRequest } from '../../graph/http-connection.ts';
import { customer, orderId } from '../../graph/people.ts';
import type { Audit, AuditFamily } from '../audit.ts';
import { listedOrigin } from '../system/spawn-services.ts';
import { auditExchange, type Exchange, excerpt, post } from '../wire/exchange.ts';
import { forgeClientToken } from '../wire/token-forgeries.ts';

const host = 'agents.example.com';
const id = orderId(1);

/** Creates a request of an agent. */
const mcp = (body: unknown, headers: Readonly<Record<string, string>> = {}): WireRequest => ({
  ...post(body, { host, accept: 'application/json, text/event-stream', ...headers }),
  path: '/mcp',
});

const call = (name: unknown, args: unknown = {}): unknown => ({
  jsonrpc: '2.0',
  id: 1,
  method: 'tools/call',
  params: { name, arguments: args },
});

const list = { jsonrpc: '2.0', id: 1, method: 'tools/list' };

const rest = (path: string, method = 'GET', headers: Readonly<Record<string, string>> = {}): WireRequest => ({
  method,
  path: `/api/${path}`,
  headers,
});

/** Creates an audit of a message whose answer must not have the data of an order. */
const withoutData = (exchange: Omit<Exchange, 'and'>, told: RegExp): Audit =>
  auditExchange({
    ...exchange,
    and: {
      expects: `no data, and ${told}`,
      check: ({ text }) => [
        ...(told.test(text) ? [] : [`it is ${excerpt(text)}`]),
        ...(/"status":|structuredContent/.test(text) ? ['there is data'] : []),
      ],
    },
  });

const isTool = (names: readonly string[]) => ({
  expects: `the tools ${names.join(', ')}`,
  check: ({ text }: WireReply) => {
    const found = [...text.matchAll(/"name":"([^"]+)"/g)].map(([, name = '']) => name);
    return JSON.stringify(found.sort()) === JSON.stringify(names) ? [] : [`they are ${found.join(', ')}`];
  },
});

/** Audits of the doors for agents and partners. */
export const programAudits: AuditFamily = {
  name: 'programs',
  audits: [
    auditExchange({
      id: 'tools',
      sends: 'a request for the tools, of which two have one name',
      request: mcp(list),
      status: 200,
      and: isTool(['findOrder', 'shipOrder']),
    }),
    withoutData(
      { id: 'same-name', sends: 'a call of that name', request: mcp(call('same')), status: 200 },
      /Unknown tool/,
    ),
    ...['Orders', 'toString', '{ orders { nodes { id status } } }', ''].map((name, index) =>
      withoutData(
        {
          id: `no-tool-${index}`,
          sends: `a call of ${JSON.stringify(name)}`,
          request: mcp(call(name)),
          status: 200,
        },
        /Unknown tool/,
      ),
    ),
    withoutData(
      {
        id: 'free-query',
        sends: 'a document as an argument',
        request: mcp(call('findOrder', { id, query: '{ orders { nodes { id status } } }' })),
        status: 200,
      },
      /BAD_USER_INPUT/,
    ),
    withoutData(
      {
        id: 'foreign-order',
        sends: 'a call for the order of another customer',
        as: customer(30),
        request: mcp(call('findOrder', { id })),
        status: 200,
      },
      /NOT_FOUND/,
    ),
    withoutData(
      {
        id: 'no-scope',
        sends: 'a call that needs a scope, by a customer',
        as: customer(30),
        request: mcp(call('shipOrder', { id })),
        status: 200,
      },
      /UNAUTHORIZED_FIELD_OR_TYPE/,
    ),
    auditExchange({
      id: 'other-audience',
      sends: 'a token for another audience',
      as: 'nobody',
      request: (system) =>
        mcp(list, {
          authorization: `Bearer ${forgeClientToken(system, { claims: { aud: 'https://other.example' } })}`,
        }),
      status: 401,
      code: 'UNAUTHENTICATED',
    }),
    auditExchange({
      id: 'no-token',
      sends: 'no token',
      as: 'nobody',
      request: mcp(list),
      status: 401,
      code: 'UNAUTHENTICATED',
    }),
    ...['evil.example', '127.0.0.1', `${host}.evil.example`, `${host}:1`].map((other, index) =>
      auditExchange({
        id: `host-${index}`,
        sends: `the header Host ${other}, as after DNS rebinding`,
        request: mcp(list, { host: other }),
        status: 403,
        code: 'FORBIDDEN',
      }),
    ),
    ...['https://evil.example', 'null', `https://${host}.evil.example`].map((origin, index) =>
      auditExchange({
        id: `origin-${index}`,
        sends: `the header Origin ${origin}`,
        request: mcp(list, { origin }),
        status: 403,
        code: 'FORBIDDEN',
      }),
    ),
    auditExchange({
      id: 'listed-origin',
      sends: 'the origin of a listed page',
      request: mcp(list, { origin: listedOrigin }),
      status: 200,
    }),
    auditExchange({
      id: 'many-messages',
      sends: 'a list of calls, which would be paid once',
      request: mcp([call('findOrder', { id }), call('findOrder', { id })]),
      status: 400,
      code: 'BAD_REQUEST',
    }),
    auditExchange({
      id: 'endless-stream',
      sends: 'a subscription to notifications',
      request: mcp({ jsonrpc: '2.0', id: 1, method: 'subscriptions/listen', params: {} }),
      status: 400,
      code: 'BAD_REQUEST',
    }),
    auditExchange({
      id: 'form',
      sends: 'a call as text/plain, as a page could send it',
      request: mcp(call('findOrder', { id }), { 'content-type': 'text/plain' }),
      status: 415,
      code: 'UNSUPPORTED_MEDIA_TYPE',
    }),
    ...[rest('Orders'), rest('same'), rest('../graphql'), rest('findOrder/..'), rest('__proto__')].map(
      (request, index) =>
        auditExchange({
          id: `no-route-${index}`,
          sends: `a GET of ${request.path}`,
          request,
          status: [400, 404],
          code: ['NOT_FOUND', 'BAD_REQUEST'],
        }),
    ),
    auditExchange({
      id: 'route-of-other',
      sends: 'a GET of the order of another customer',
      as: customer(30),
      request: rest(`findOrder?id=${id}`),
      status: 404,
      code: 'NOT_FOUND',
    }),
    auditExchange({
      id: 'parameter-twice',
      sends: 'a parameter twice',
      request: rest(`findOrder?id=${id}&id=${orderId(2)}`),
      status: 400,
      code: 'BAD_USER_INPUT',
    }),
    auditExchange({
      id: 'mutation-by-get',
      sends: 'a mutation by GET',
      request: rest(`shipOrder?id=${id}`),
      status: 405,
      code: 'METHOD_NOT_ALLOWED',
    }),
    auditExchange({
      id: 'mutation-as-form',
      sends: 'a mutation as a form, as a page could send it',
      request: {
        ...rest('shipOrder', 'POST', { 'content-type': 'application/x-www-form-urlencoded' }),
        body: `id=${id}`,
      },
      status: 415,
      code: 'UNSUPPORTED_MEDIA_TYPE',
    }),
    auditExchange({
      id: 'document-without-token',
      sends: 'a GET of the OpenAPI document without a token',
      as: 'nobody',
      request: rest('openapi.json'),
      status: 401,
      code: 'UNAUTHENTICATED',
    }),
  ],
};
