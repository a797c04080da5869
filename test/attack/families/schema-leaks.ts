import type { WireReply } from '../../graph/http-connection.ts';
import type { Audit, AuditFamily } from '../audit.ts';
import { auditExchange, excerpt, get, post } from '../wire/exchange.ts';

/** Finds names of the schema that the request did not contain. */
const silent = {
  expects: 'no name of the schema except those in the request',
  check: ({ text }: WireReply) =>
    /did you mean|DELIVERED|nodes|totalCount|idempotencyKey|"types"|queryType"/i.test(text)
      ? [`the answer is ${excerpt(text)}`]
      : [],
};

const refused = (id: string, sends: string, query: string, variables?: object): Audit =>
  auditExchange({
    id,
    sends,
    request: post({ query, variables }),
    status: 400,
    code: ['GRAPHQL_VALIDATION_FAILED', 'BAD_USER_INPUT'],
    and: silent,
  });

/** Audits of learning a hidden schema, by introspection and by suggestions in error messages. */
export const schemaLeakAudits: AuditFamily = {
  name: 'schema leaks',
  audits: [
    refused('schema', 'introspection of the schema', '{ __schema { types { name } } }'),
    refused('type', 'introspection of a type', '{ __type(name: "User") { fields { name } } }'),
    refused('aliased', 'introspection under another name', '{ a: __schema { b: queryType { name } } }'),
    refused(
      'in-fragment',
      'introspection in a fragment',
      'fragment f on Query { __schema { queryType { name } } } { ...f }',
    ),
    refused(
      'skipped',
      'introspection that is skipped by a variable',
      'query ($a: Boolean = false) { __schema @include(if: $a) { queryType { name } } }',
    ),
    refused('beside-data', 'introspection beside a field', '{ __typename __schema { queryType { name } } }'),
    refused('by-mutation', 'introspection in a mutation', 'mutation { __schema { queryType { name } } }'),
    auditExchange({
      id: 'by-get',
      sends: 'introspection by GET',
      request: get({ query: '{ __schema { types { name } } }' }),
      status: 400,
      code: 'GRAPHQL_VALIDATION_FAILED',
      and: silent,
    }),
    auditExchange({
      id: 'by-operation-name',
      sends: 'introspection under the operation name that tools use',
      request: post({
        query: 'query IntrospectionQuery { __schema { types { name } } }',
        operationName: 'IntrospectionQuery',
      }),
      status: 400,
      code: 'GRAPHQL_VALIDATION_FAILED',
      and: silent,
    }),
    refused('field', 'a misspelt field', '{ orders { nodez { id } } }'),
    refused('argument', 'a misspelt argument', '{ orders(firs: 1) { __typename } }'),
    refused('type-name', 'a misspelt type', 'query ($a: OrderFilte) { orders(filter: $a) { __typename } }'),
    refused(
      'fragment-type',
      'a fragment on a misspelt type',
      '{ orders { ... on OrderConection { __typename } } }',
    ),
    refused('enum-value', 'a misspelt enum value', '{ orders(filter: { status: DELIVERD }) { __typename } }'),
    refused('input-field', 'a misspelt input field', '{ orders(filter: { statuz: PAID }) { __typename } }'),
    refused(
      'enum-in-variable',
      'a misspelt enum value in a variable',
      'query ($a: OrderStatus) { orders(filter: { status: $a }) { __typename } }',
      { a: 'DELIVERD' },
    ),
    refused('directive', 'a misspelt directive', '{ __typename @skipp(if: true) }'),
    ...[
      '/',
      '/explorer',
      '/sandbox',
      '/development-token',
      '/development/viewers',
      '/metrics',
      '/.well-known/apollo/server-health',
      '/graphql/schema',
      '/server-info',
      '/supergraph.graphql',
      '/package.json',
    ].map((path) =>
      auditExchange({
        id: `path${path.replaceAll(/[^a-z]+/g, '-')}`,
        sends: `a request for ${path}`,
        as: 'nobody',
        request: { method: 'GET', path, headers: { accept: 'text/html' } },
        status: 404,
        code: 'NOT_FOUND',
        and: silent,
      }),
    ),
    auditExchange({
      id: 'landing-page',
      sends: 'the request of a browser for a page',
      as: 'nobody',
      request: { method: 'GET', headers: { accept: 'text/html' } },
      status: 401,
      and: silent,
    }),
  ],
};
