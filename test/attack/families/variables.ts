import type { WireReply } from '../../graph/http-connection.ts';
import { userId } from '../../graph/people.ts';
import type { Audit, AuditFamily } from '../audit.ts';
import { auditExchange, excerpt, post } from '../wire/exchange.ts';

const query = 'query ($id: ID!) { user(id: $id) { id } }';
const placing = 'mutation ($input: PlaceOrderInput!) { placeOrder(input: $input) { __typename } }';
const deep = (levels: number): string => `${'{"a":'.repeat(levels)}1${'}'.repeat(levels)}`;

const refused = (id: string, sends: string, body: unknown, code: string | readonly string[]): Audit =>
  auditExchange({ id, sends, request: post(body), status: 400, code });

/** Written as text, since an object literal would set the prototype instead. */
const withMembers = (members: string): string =>
  `{"query": ${JSON.stringify(query)}, "variables": {"id": "${userId(2)}", ${members}}}`;

const unpolluted = {
  expects: 'the user and nothing else',
  check: ({ json, text }: WireReply) =>
    JSON.stringify(json?.data) === JSON.stringify({ user: { id: userId(2) } })
      ? []
      : [`the answer is ${excerpt(text)}`],
};

const ignored = (id: string, sends: string, body: string): Audit =>
  auditExchange({ id, sends, request: post(body), status: 200, and: unpolluted });

/** Audits of JSON that is too large, too deep, or made to change the prototype of all objects. */
export const variableAudits: AuditFamily = {
  name: 'variables',
  audits: [
    refused(
      'many-values',
      '50,000 numbers in a list',
      { query, variables: { id: Array.from({ length: 50_000 }, () => 1) } },
      'MAX_VARIABLE_VALUES_LIMIT',
    ),
    refused(
      'many-names',
      '20,000 variables',
      { query, variables: Object.fromEntries(Array.from({ length: 20_000 }, (_, n) => [`v${n}`, n])) },
      'MAX_VARIABLE_VALUES_LIMIT',
    ),
    refused(
      'many-unused-values',
      '20,000 values in a variable that is not declared',
      { query, variables: { id: userId(2), other: Array.from({ length: 20_000 }, () => null) } },
      'MAX_VARIABLE_VALUES_LIMIT',
    ),
    refused(
      'deep-variable',
      'a variable of 50 nested objects',
      `{"query": ${JSON.stringify(query)}, "variables": ${deep(50)}}`,
      'MAX_VARIABLE_DEPTH_LIMIT',
    ),
    refused(
      'deep-json',
      'JSON of 100,000 nested objects',
      `{"query": ${JSON.stringify(query)}, "variables": ${deep(100_000)}}`,
      'BAD_REQUEST',
    ),
    refused(
      'deep-json-elsewhere',
      'JSON of 5,000 nested lists in an unused member',
      `{"query": "{ __typename }", "x": ${'['.repeat(5000)}${']'.repeat(5000)}}`,
      'BAD_REQUEST',
    ),
    refused(
      'deep-extensions',
      'extensions of 500 nested objects',
      `{"query": "{ __typename }", "extensions": ${deep(500)}}`,
      'BAD_REQUEST',
    ),
    refused(
      'long-variable',
      'an id of 900 KB',
      { query: 'query ($id: ID!) { user(id: $id) { nothing } }', variables: { id: 'a'.repeat(900_000) } },
      'GRAPHQL_VALIDATION_FAILED',
    ),
    refused(
      'wrong-type',
      'an object instead of an id',
      { query, variables: { id: { $ne: null } } },
      'BAD_USER_INPUT',
    ),
    refused('no-object', 'variables that are a list', { query, variables: [1, 2] }, 'BAD_REQUEST'),
    refused('missing', 'a missing required variable', { query }, 'BAD_USER_INPUT'),
    refused(
      'unknown-input-field',
      'an unknown member of an input',
      {
        query: placing,
        variables: { input: { idempotencyKey: 'k', lines: [], customerId: userId(2), isStaff: true } },
      },
      'BAD_USER_INPUT',
    ),
    refused(
      'prototype-in-input',
      '__proto__ in an input object',
      `{"query": ${JSON.stringify(placing)}, "variables": {"input": {"__proto__": {"idempotencyKey": "k"}, "lines": []}}}`,
      'BAD_USER_INPUT',
    ),
    refused(
      'constructor-in-input',
      'constructor in an input object',
      `{"query": ${JSON.stringify(placing)}, "variables": {"input": {"constructor": {"prototype": {"a": 1}}, "idempotencyKey": "k", "lines": []}}}`,
      'BAD_USER_INPUT',
    ),
    refused(
      'prototype-as-variables',
      'the required variable in __proto__',
      `{"query": ${JSON.stringify(query)}, "variables": {"__proto__": {"id": "${userId(2)}"}}}`,
      'BAD_USER_INPUT',
    ),
    refused(
      'prototype-as-body',
      'the query in __proto__ of the body',
      '{"__proto__": {"query": "{ __typename }"}}',
      'BAD_REQUEST',
    ),
    refused(
      'reserved-name',
      'a variable with a name that the gateway uses itself',
      {
        query:
          'query ($representations: ID!) { user(id: $representations) { id orders { totalCount } } nothing }',
        variables: { representations: userId(2) },
      },
      'GRAPHQL_VALIDATION_FAILED',
    ),
    ignored(
      'prototype',
      '__proto__ beside the variable',
      withMembers('"__proto__": {"isStaff": true, "toString": null}'),
    ),
    ignored(
      'constructor',
      'constructor beside the variable',
      withMembers('"constructor": {"prototype": {"polluted": true}}'),
    ),
    ignored(
      'names-of-objects',
      'hasOwnProperty, toString and valueOf beside the variable',
      withMembers('"hasOwnProperty": 1, "toString": 2, "valueOf": 3'),
    ),
    ignored(
      'prototype-in-extensions',
      '__proto__ in extensions',
      `{"query": ${JSON.stringify(query)}, "variables": {"id": "${userId(2)}"}, "extensions": {"__proto__": {"persistedQuery": {"version": 1, "sha256Hash": "x"}}}}`,
    ),
    ignored(
      'unpolluted-afterwards',
      'an ordinary query after these attacks',
      JSON.stringify({ query, variables: { id: userId(2) } }),
    ),
  ],
};
