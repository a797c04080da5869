import { internalIssuer } from '@supergraph/service-kit/identity/token-purpose.ts';
import { forgeToken, secondsFromNow } from '../../graph/forged-token.ts';
import { staff, userId } from '../../graph/people.ts';
import type { Audit, AuditFamily } from '../audit.ts';
import type { AttackedSystem } from '../system/attacked-system.ts';
import { auditExchange, post } from '../wire/exchange.ts';

const questions = {
  query: '{ __typename }',
  service: '{ _service { sdl } }',
  entities: `{ _entities(representations: [{ __typename: "User", id: "${userId(1)}" }]) { __typename } }`,
  introspection: '{ __schema { queryType { name } } }',
  mutation: 'mutation { __typename }',
};

type Forgery = (
  system: AttackedSystem,
  subgraph: string,
  other: string,
) => string | undefined | Promise<string>;

const forgeries: Readonly<Record<string, readonly [sends: string, create: Forgery]>> = {
  'no-token': ['no token', () => undefined],
  'client-token': ['the client token of staff', ({ keys }) => keys.tokenOf(staff)],
  'token-of-other': [
    'the gateway’s token for another subgraph',
    ({ keys }, _, other) => keys.internalTokenOf(staff, other),
  ],
  expired: [
    'an expired token of the gateway',
    (system, aud) => forge(system, { aud, exp: secondsFromNow(-60) }),
  ],
  'not-yet-valid': [
    'a token of the gateway that is not valid yet',
    (system, aud) => forge(system, { aud, nbf: secondsFromNow(600) }),
  ],
  'other-issuer': [
    'the issuer of clients',
    (system, aud) => forge(system, { aud, iss: 'https://login.example.com/' }),
  ],
  untyped: [
    'a token that is not marked as internal',
    (system, aud) => forge(system, { aud }, { typ: undefined }),
  ],
  'client-type': [
    'a token that is marked as a client token',
    (system, aud) => forge(system, { aud }, { typ: 'at+jwt' }),
  ],
  'alg-none': ['"alg": "none"', (system, aud) => forge(system, { aud }, { alg: 'none' }, null)],
  'client-key': [
    'an internal token signed by the clients’ key',
    (system, aud) => forge(system, { aud }, {}, system.keys.client.privateKey),
  ],
};

const named = { users: 'orders', orders: 'users' } as const;

const refused = (subgraph: 'users' | 'orders'): readonly Audit[] =>
  Object.entries(forgeries).flatMap(([who, [sends, create]]) =>
    Object.entries(questions).map(([what, query]) =>
      auditExchange({
        id: `${subgraph}-${what}-${who}`,
        sends: `${what} to ${subgraph} itself with ${sends}`,
        to: subgraph,
        as: 'nobody',
        request: async (system) => {
          const token = await create(system, subgraph, named[subgraph]);
          return post({ query }, token === undefined ? {} : { authorization: `Bearer ${token}` });
        },
        status: 401,
        code: 'UNAUTHENTICATED',
      }),
    ),
  );

const answered = (subgraph: 'users' | 'orders'): Audit =>
  auditExchange({
    id: `${subgraph}-good`,
    sends: `a query to ${subgraph} with a valid token of the gateway`,
    to: subgraph,
    as: 'nobody',
    request: (system) =>
      post({ query: questions.query }, { authorization: `Bearer ${forge(system, { aud: subgraph })}` }),
    status: 200,
  });

/** Audits of requests sent directly to the services behind the gateway. */
export const subgraphAccessAudits: AuditFamily = {
  name: 'subgraph access',
  audits: [
    ...(['users', 'orders'] as const).flatMap((subgraph) => [answered(subgraph), ...refused(subgraph)]),
    auditExchange({
      id: 'persisted-query',
      sends: 'a persisted query of an unknown version to users, with the gateway’s token',
      to: 'users',
      request: post({
        query: questions.query,
        extensions: { persistedQuery: { version: 2, sha256Hash: 'x' } },
      }),
      status: 200,
      code: 'PERSISTED_QUERY_NOT_SUPPORTED',
    }),
    auditExchange({
      id: 'entities-at-gateway',
      sends: '_entities to the gateway',
      request: post({ query: questions.entities }),
      status: 400,
      code: 'GRAPHQL_VALIDATION_FAILED',
    }),
    auditExchange({
      id: 'service-at-gateway',
      sends: '_service to the gateway',
      request: post({ query: questions.service }),
      status: 400,
      code: 'GRAPHQL_VALIDATION_FAILED',
    }),
  ],
};

function forge(
  { keys }: AttackedSystem,
  claims: Readonly<Record<string, unknown>>,
  header: Readonly<Record<string, unknown>> = {},
  key: object | null = keys.internal.privateKey,
): string {
  return forgeToken({
    header: { alg: 'ES256', kid: keys.internal.privateKey.kid, typ: 'supergraph-internal+jwt', ...header },
    claims: {
      sub: staff.subject,
      scope: staff.scopes.join(' '),
      iss: internalIssuer,
      exp: secondsFromNow(60),
      ...claims,
    },
    ...(key !== null && { key }),
  });
}
