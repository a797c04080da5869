import type { WireReply, WireRequest } from '../../graph/http-connection.ts';
import type { Audit, AuditFamily } from '../audit.ts';
import { idOf, operations } from '../system/registered-operations.ts';
import { listedOrigin } from '../system/spawn-services.ts';
import { auditExchange, excerpt, get, post } from '../wire/exchange.ts';

const operation = '{"query":"{ __typename }"}';
const preflight = (origin: string): WireRequest => ({
  method: 'OPTIONS',
  headers: {
    origin,
    'access-control-request-method': 'POST',
    'access-control-request-headers': 'authorization',
  },
});

/** Credentials that a browser adds by itself. A page cannot add a bearer token without a preflight. */
const unasked = { authorization: 'Basic dXNlcjpwYXNz' };

/** Requests that a page of another origin can make a browser send without a preflight (Fetch standard: "simple" requests). */
const simple: Readonly<Record<string, readonly [sends: string, request: WireRequest]>> = {
  'get-query': ['a query by GET', get({ query: '{ __typename }' }, unasked)],
  'get-mutation': ['a mutation by GET', get({ query: 'mutation { __typename }' }, unasked)],
  'get-persisted': [
    'a persisted query by GET',
    get({ extensions: '{"persistedQuery":{"version":1,"sha256Hash":"0"}}' }, unasked),
  ],
  'get-with-type': [
    'a query by GET with a simple content type',
    get({ query: '{ __typename }' }, { ...unasked, 'content-type': 'text/plain' }),
  ],
  'text-plain': ['JSON as text/plain', { headers: { 'content-type': 'text/plain' }, body: operation }],
  'text-plain-json': [
    'JSON as text/plain; application/json',
    { headers: { 'content-type': 'text/plain; application/json' }, body: operation },
  ],
  'text-plain-comma': [
    'JSON as text/plain, application/json',
    { headers: { 'content-type': 'text/plain, application/json' }, body: operation },
  ],
  form: [
    'a form',
    { headers: { 'content-type': 'application/x-www-form-urlencoded' }, body: 'query=mutation{__typename}' },
  ],
  'form-of-parts': [
    'a multipart form',
    {
      headers: { 'content-type': 'multipart/form-data; boundary=x' },
      body: `--x\r\ncontent-disposition: form-data; name="operations"\r\n\r\n${operation}\r\n--x--`,
    },
  ],
  'form-upload': [
    'a form as for file uploads',
    {
      headers: { 'content-type': 'multipart/form-data; boundary=x' },
      body: `--x\r\ncontent-disposition: form-data; name="operations"\r\n\r\n{"query":"mutation { __typename }","variables":{"f":null}}\r\n--x\r\ncontent-disposition: form-data; name="map"\r\n\r\n{"0":["variables.f"]}\r\n--x\r\ncontent-disposition: form-data; name="0"; filename="a"\r\n\r\nx\r\n--x--`,
    },
  ],
  'no-type': ['JSON without a content type', { body: operation }],
  'empty-type': ['JSON with an empty content type', { headers: { 'content-type': '' }, body: operation }],
  'parameters-of-post': [
    'a query in the URL of a POST',
    { path: '/graphql?query={__typename}', headers: { 'content-type': 'text/plain' }, body: '' },
  ],
};

const refused = ([id, [sends, request]]: readonly [string, readonly [string, WireRequest]]): Audit =>
  auditExchange({
    id: `simple-${id}`,
    sends: `${sends}, as a page of another origin can`,
    request,
    status: [400, 401, 405, 415],
    code: ['BAD_REQUEST', 'UNAUTHENTICATED', 'UNSUPPORTED_MEDIA_TYPE'],
    and: noData,
  });

const noData = {
  expects: 'no data',
  check: ({ json }: WireReply) => (json?.data === undefined ? [] : ['there is data']),
};

const untold = {
  expects: 'no Access-Control header',
  check: ({ headers }: WireReply) =>
    Object.keys(headers)
      .filter((name) => name.startsWith('access-control-'))
      .map((name) => `there is ${name}`),
};

const strangers: Readonly<Record<string, string>> = {
  foreign: 'https://evil.example.com',
  null: 'null',
  empty: '',
  suffix: `${listedOrigin}.evil.example`,
  prefix: 'https://evil-shop.example.com',
  subdomain: 'https://a.shop.example.com',
  'other-scheme': 'http://shop.example.com',
  'other-port': `${listedOrigin}:8443`,
  'in-capitals': 'https://SHOP.example.com',
  'with-slash': `${listedOrigin}/`,
  two: `${listedOrigin}, https://evil.example.com`,
  userinfo: 'https://shop.example.com@evil.example.com',
};

const strangerAudits = Object.entries(strangers).flatMap(([id, origin]) => [
  auditExchange({
    id: `origin-${id}`,
    sends: `a query of the origin ${JSON.stringify(origin)}`,
    request: post(operation, { origin }),
    status: 200,
    and: untold,
  }),
  auditExchange({
    id: `preflight-${id}`,
    sends: `a preflight of the origin ${JSON.stringify(origin)}`,
    as: 'nobody',
    request: preflight(origin),
    status: [401, 405],
    and: untold,
  }),
]);

/** Audits of requests that a page of another origin makes the browser of a signed-in user send. */
export const crossSiteAudits: AuditFamily = {
  name: 'cross-site',
  audits: [
    ...Object.entries(simple).map(refused),
    auditExchange({
      id: 'mutation-by-get',
      sends: 'a mutation by GET with all headers that might permit it',
      request: get({ query: 'mutation { __typename }' }),
      status: 405,
      and: noData,
    }),
    auditExchange({
      id: 'registered-mutation-by-get',
      sends: 'a registered mutation by GET',
      to: 'enforcing',
      request: get({ documentId: idOf(operations.mutation) }),
      status: 405,
      and: noData,
    }),
    ...strangerAudits,
    auditExchange({
      id: 'listed-origin',
      sends: 'a query of the listed origin',
      request: post(operation, { origin: listedOrigin, cookie: 'session=1' }),
      status: 200,
      and: {
        expects: 'that origin, and no cookies allowed',
        check: ({ headers }) => [
          ...(headers['access-control-allow-origin'] === listedOrigin ? [] : ['the origin is not named']),
          ...(headers['access-control-allow-credentials'] === undefined ? [] : ['cookies are allowed']),
          ...(headers['set-cookie'] === undefined ? [] : ['there is a cookie']),
        ],
      },
    }),
    auditExchange({
      id: 'listed-preflight',
      sends: 'a preflight of the listed origin',
      as: 'nobody',
      request: preflight(listedOrigin),
      status: 204,
      and: {
        expects: 'no cookies allowed',
        check: ({ headers }) =>
          headers['access-control-allow-credentials'] === undefined ? [] : ['cookies are allowed'],
      },
    }),
    auditExchange({
      id: 'private-network',
      sends: 'a preflight of a page that requests private network access',
      as: 'nobody',
      request: {
        ...preflight(listedOrigin),
        headers: { ...preflight(listedOrigin).headers, 'access-control-request-private-network': 'true' },
      },
      status: 204,
      and: {
        expects: 'no permission for that',
        check: ({ headers, text }) =>
          headers['access-control-allow-private-network'] === undefined
            ? []
            : [excerpt(text) || 'it is allowed'],
      },
    }),
    auditExchange({
      id: 'framing',
      sends: 'a request for a page',
      as: 'nobody',
      request: { method: 'GET', path: '/site/' },
      status: 200,
      and: {
        expects: 'a policy that forbids framing',
        check: ({ headers }) =>
          /frame-ancestors 'none'/.test(String(headers['content-security-policy']))
            ? []
            : ['the policy allows framing'],
      },
    }),
  ],
};
