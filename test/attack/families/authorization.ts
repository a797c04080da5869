import type { WireReply } from '../../graph/http-connection.ts';
import { customer } from '../../graph/people.ts';
import type { Audit, AuditFamily } from '../audit.ts';
import { auditExchange, excerpt, post } from '../wire/exchange.ts';

const withheld = {
  expects: 'none of the data',
  check: ({ text }: WireReply) =>
    /@|"totalCount":\d|UserRegistered|OrderChanged/.test(text) ? [`the answer is ${excerpt(text)}`] : [],
};

const refused = (id: string, sends: string, query: string, variables?: object): Audit =>
  auditExchange({
    id,
    sends: `${sends}, as a customer without scopes`,
    as: customer(2),
    request: post({ query, variables }),
    status: 200,
    code: 'UNAUTHORIZED_FIELD_OR_TYPE',
    and: withheld,
  });

const registering = 'registerUser(input: { email: "mallory@example.com", name: "Mallory" })';

/** Fields that need a scope, in every form of selection. */
export const authorizationAudits: AuditFamily = {
  name: 'authorization',
  audits: [
    refused('field', 'a field that needs a scope', '{ users { totalCount nodes { email } } }'),
    refused('alias', 'that field under another name', '{ me: users { orders: totalCount } }'),
    refused('fragment', 'that field in a fragment', '{ ...f } fragment f on Query { users { totalCount } }'),
    refused(
      'inline-fragment',
      'that field in an inline fragment',
      '{ ... { ... on Query { users { totalCount } } } }',
    ),
    refused(
      'included',
      'that field included by a variable',
      'query ($a: Boolean!) { users @include(if: $a) { totalCount } }',
      { a: true },
    ),
    auditExchange({
      id: 'second-operation',
      sends: 'that field in the second of two operations, as a customer without scopes',
      as: customer(2),
      request: post({ query: 'query A { __typename } query B { users { totalCount } }', operationName: 'B' }),
      status: 200,
      code: 'UNAUTHORIZED_FIELD_OR_TYPE',
      and: withheld,
    }),
    refused('typename-only', 'only the type of that field', '{ users { __typename } }'),
    refused('mutation', 'a mutation that needs a scope', `mutation { ${registering} { __typename } }`),
    refused(
      'mutation-by-alias',
      'that mutation under another name',
      `mutation { __typename payOrder: ${registering} { ... on UserRegistered { user { id } } } }`,
    ),
    ...(['x-show-cost', 'x-show-trace'] as const).map((header) =>
      auditExchange({
        id: header,
        sends: `a request for data that only operators see (${header}), as staff`,
        request: post({ query: '{ me { id } }' }, { [header]: '1' }),
        status: 200,
        and: {
          expects: 'no extensions',
          check: ({ json }) => (json?.extensions === undefined ? [] : ['there are some']),
        },
      }),
    ),
    auditExchange({
      id: 'cost',
      sends: 'orders of customers of orders, 100 each',
      request: post({
        query: `{ orders(first: 100) { nodes { customer { orders(first: 100) { nodes { customer { orders(first: 100) { nodes { id } } } } } } } } }`,
      }),
      status: 400,
      code: 'COST_ESTIMATED_TOO_EXPENSIVE',
    }),
    auditExchange({
      id: 'cost-by-variable',
      sends: 'the same with the sizes in variables',
      request: post({
        query:
          'query ($n: Int) { orders(first: $n) { nodes { customer { orders(first: $n) { nodes { customer { orders(first: $n) { nodes { id } } } } } } } } }',
        variables: { n: 100 },
      }),
      status: 400,
      code: 'COST_ESTIMATED_TOO_EXPENSIVE',
    }),
    auditExchange({
      id: 'cost-by-aliases',
      sends: 'a page of 100 under 20 names',
      request: post({
        query: `{ ${Array.from({ length: 20 }, (_, n) => `o${n}: orders(first: 100) { nodes { id lines { product { sku } } history { by { name } } customer { name } } }`).join(' ')} }`,
      }),
      status: 400,
      code: 'COST_ESTIMATED_TOO_EXPENSIVE',
    }),
  ],
};
