import type { Audit, AuditFamily } from '../audit.ts';
import { auditExchange, post } from '../wire/exchange.ts';

import { type Forgery, forgeClientToken, tokenForgeries } from '../wire/token-forgeries.ts';

const refused = ([id, [sends, create]]: readonly [string, readonly [string, Forgery]]): Audit =>
  auditExchange({
    id,
    sends,
    request: async (system) => post(meQuery, { authorization: `Bearer ${await create(system)}` }),
    status: 401,
    code: 'UNAUTHENTICATED',
    and: {
      expects: 'WWW-Authenticate',
      check: ({ headers, json }, { falseOrders }) => [
        ...(headers['www-authenticate'] === 'Bearer error="invalid_token"'
          ? []
          : ['WWW-Authenticate is missing']),
        ...(json?.data === undefined ? [] : ['there is data']),
        // URL that jku and x5u name.
        ...(falseOrders.requests() === 0 ? [] : ['an address in a token received a request']),
      ],
    },
  });

const meQuery = { query: '{ me { id } }' };

const elsewhere = (id: string, sends: string, request: (token: string) => ReturnType<typeof post>): Audit =>
  auditExchange({
    id,
    sends,
    as: 'nobody',
    request: (system) => request(forgeClientToken(system)),
    status: 401,
    code: 'UNAUTHENTICATED',
  });

/** Audits of invalid tokens. They must be rejected, never treated as anonymous. */
export const clientTokenAudits: AuditFamily = {
  name: 'client tokens',
  // A request with an unknown key id waits until the keys are read again.
  concurrent: true,
  audits: [
    auditExchange({
      id: 'good',
      sends: 'a valid token, created like the forged ones',
      request: (system) => post(meQuery, { authorization: `Bearer ${forgeClientToken(system)}` }),
      status: 200,
    }),
    ...Object.entries(tokenForgeries).map(refused),
    auditExchange({
      id: 'no-token',
      sends: 'no token',
      as: 'nobody',
      request: post(meQuery),
      status: 401,
      code: 'UNAUTHENTICATED',
    }),
    auditExchange({
      id: 'basic',
      sends: 'a password',
      request: post(meQuery, { authorization: 'Basic c3RhZmY6c3RhZmY=' }),
      status: 401,
      code: 'UNAUTHENTICATED',
    }),
    auditExchange({
      id: 'bad-where-anonymous-may-ask',
      sends: 'a forged token for a service that allows anonymous requests',
      to: 'metered',
      request: (system) =>
        post(meQuery, {
          authorization: `Bearer ${forgeClientToken(system, { header: { alg: 'none' }, key: null })}`,
          'x-forwarded-for': '10.20.0.1',
        }),
      status: 401,
      code: 'UNAUTHENTICATED',
    }),
    elsewhere('token-in-url', 'a valid token in the URL', (token) => ({
      ...post(meQuery),
      path: `/graphql?access_token=${token}`,
    })),
    elsewhere('token-in-cookie', 'a valid token in a cookie', (token) =>
      post(meQuery, { cookie: `authorization=Bearer ${token}; access_token=${token}` }),
    ),
    elsewhere('token-in-other-header', 'a valid token in headers that other software reads', (token) =>
      post(meQuery, {
        'x-authorization': `Bearer ${token}`,
        'proxy-authorization': `Bearer ${token}`,
        'x-access-token': token,
      }),
    ),
    elsewhere('token-in-body', 'a valid token in the body', (token) =>
      post({ ...meQuery, access_token: token, extensions: { authorization: `Bearer ${token}` } }),
    ),
  ],
};
