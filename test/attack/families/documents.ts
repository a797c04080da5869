import type { Audit, AuditFamily } from '../audit.ts';
import { auditExchange, post } from '../wire/exchange.ts';

const times = (count: number, write: (n: number) => string): string =>
  Array.from({ length: count }, (_, n) => write(n)).join(' ');

/** Each fragment spreads the next one twice: 2^n fields from n lines. */
const exponential = `{ me { ...f0 } } ${times(40, (n) => `fragment f${n} on User { ...f${n + 1} ...f${n + 1} }`)}
  fragment f40 on User { id }`;

const refused = (id: string, sends: string, query: string, code: string): Audit =>
  auditExchange({ id, sends, request: post({ query }), status: 400, code });

/** Audits of documents that are small to send, but expensive to parse, validate, plan or execute. */
export const documentAudits: AuditFamily = {
  name: 'documents',
  audits: [
    refused(
      'alias-bomb',
      '1,000 aliases of one field',
      `{ ${times(1000, (n) => `a${n}: __typename`)} }`,
      'MAX_ROOT_FIELDS_LIMIT',
    ),
    refused(
      'alias-bomb-below',
      '100 aliases below a field',
      `{ me { ${times(100, (n) => `a${n}: id`)} } }`,
      'MAX_ALIASES_LIMIT',
    ),
    refused(
      'alias-bomb-in-fragment',
      '10 aliases in a fragment that is spread 10 times',
      `{ me { ${'...f '.repeat(10)} } } fragment f on User { ${times(10, (n) => `a${n}: id`)} }`,
      'MAX_ALIASES_LIMIT',
    ),
    refused(
      'root-fields',
      '30 times the costliest root field',
      `{ ${times(30, (n) => `o${n}: orders(first: 100) { totalCount }`)} }`,
      'MAX_ROOT_FIELDS_LIMIT',
    ),
    refused(
      'depth-bomb',
      'orders of customers of orders, 40 levels',
      `{ orders { nodes ${'{ customer { orders { nodes '.repeat(13)} { id } ${'} } }'.repeat(13)} } }`,
      'MAX_DEPTH_LIMIT',
    ),
    refused(
      'depth-bomb-in-fragments',
      'the same depth, over a chain of fragments',
      `{ orders { nodes { ...f0 } } } ${times(13, (n) => `fragment f${n} on Order { customer { orders { nodes { ...f${n + 1} } } } }`)} fragment f13 on Order { id }`,
      'MAX_DEPTH_LIMIT',
    ),
    refused('nesting-bomb', 'unlimited opening braces', '{a'.repeat(20_000), 'MAX_NESTING_LIMIT'),
    refused(
      'value-nesting-bomb',
      'a list nested 4,000 times',
      `{ a(b: ${'['.repeat(4000)}${']'.repeat(4000)}) }`,
      'MAX_NESTING_LIMIT',
    ),
    refused(
      'type-nesting-bomb',
      'a variable of a list of a list, 4,000 times',
      `query ($a: ${'['.repeat(4000)}Int${']'.repeat(4000)}) { __typename }`,
      'MAX_NESTING_LIMIT',
    ),
    refused('token-bomb', '90,000 tokens', `{ ${'a '.repeat(90_000)} }`, 'MAX_TOKENS_LIMIT'),
    refused(
      'empty-token-bomb',
      '20,000 times the token !',
      `{ __typename ${'!'.repeat(20_000)} }`,
      'MAX_TOKENS_LIMIT',
    ),
    refused(
      'comment-bomb',
      '600 KB of comments before an unknown field',
      `${'#x\n'.repeat(150_000)}{ nothing }`,
      'GRAPHQL_VALIDATION_FAILED',
    ),
    refused(
      'field-duplication',
      'one field 2,000 times',
      `{ me { ${'id '.repeat(2000)} } }`,
      'MAX_SELECTIONS_LIMIT',
    ),
    refused(
      'overlapping-fields',
      '2,500 pairs of fields to compare, in inline fragments',
      `{ me { ${'... { id name } '.repeat(500)} } }`,
      'MAX_SELECTIONS_LIMIT',
    ),
    refused(
      'directive-overload',
      '2,000 directives on a field',
      `{ __typename ${'@a '.repeat(2000)} }`,
      'MAX_DIRECTIVES_LIMIT',
    ),
    refused(
      'directive-overload-known',
      '100 times @include',
      `{ __typename ${'@include(if: true) '.repeat(100)} }`,
      'MAX_DIRECTIVES_LIMIT',
    ),
    refused(
      'directive-overload-on-operation',
      '200 directives on the operation',
      `query ${'@skip(if: false) '.repeat(200)} { __typename }`,
      'MAX_DIRECTIVES_LIMIT',
    ),
    refused(
      'fragment-circle',
      'a fragment that spreads itself',
      '{ ...a } fragment a on Query { ...a }',
      'GRAPHQL_VALIDATION_FAILED',
    ),
    refused(
      'fragment-circle-of-three',
      'a cycle of three fragments',
      '{ ...a } fragment a on Query { ...b } fragment b on Query { ...c } fragment c on Query { ...a }',
      'GRAPHQL_VALIDATION_FAILED',
    ),
    refused(
      'fragment-circle-below',
      'a cycle through fields',
      '{ me { ...a } } fragment a on User { orders { nodes { customer { ...a } } } }',
      'GRAPHQL_VALIDATION_FAILED',
    ),
    refused(
      'fragment-circle-unused',
      'a cycle that no operation spreads',
      '{ __typename } fragment a on Query { ...b } fragment b on Query { ...a }',
      'GRAPHQL_VALIDATION_FAILED',
    ),
    refused('exponential-fragments', 'fragments that double 40 times', exponential, 'MAX_SELECTIONS_LIMIT'),
    refused(
      'exponential-fragments-unused',
      'fragments that double 40 times and are not used',
      exponential.replace('{ me { ...f0 } }', '{ __typename }'),
      'MAX_SELECTIONS_LIMIT',
    ),
    auditExchange({
      id: 'amplified-answer',
      sends: 'the same names under customers of orders of customers',
      request: post({
        query: `{ me { orders(first: 100) { nodes { customer { orders(first: 100) { nodes { customer { ${times(48, (n) => `a${n}: name`)} } } } } } } } }`,
      }),
      status: 400,
      code: ['COST_ESTIMATED_TOO_EXPENSIVE', 'MAX_ALIASES_LIMIT'],
    }),
    refused(
      'many-fragments',
      '900 fragments',
      `{ ${times(19, (n) => `...f${n}`)} } ${times(900, (n) => `fragment f${n} on Query { __typename }`)}`,
      'GRAPHQL_VALIDATION_FAILED',
    ),
    refused(
      'many-operations',
      '500 operations and no name',
      times(500, (n) => `query q${n} { __typename }`),
      'OPERATION_RESOLUTION_FAILURE',
    ),
    refused(
      'many-variables',
      '2,000 declared variables that nothing uses',
      `query (${times(2000, (n) => `$v${n}: Int`)}) { __typename }`,
      'GRAPHQL_VALIDATION_FAILED',
    ),
    refused(
      'many-errors',
      '900 unknown fields',
      `{ ${times(19, (n) => `x${n}`)} me { ${times(900, (n) => `y${n}`)} } }`,
      'GRAPHQL_VALIDATION_FAILED',
    ),
    refused(
      'type-system',
      'a definition of a type',
      'type Query { hacked: Int } query { __typename }',
      'GRAPHQL_VALIDATION_FAILED',
    ),
    refused(
      'subscription',
      'a subscription that the graph does not have',
      'subscription { orders { id } }',
      'GRAPHQL_VALIDATION_FAILED',
    ),
    refused(
      'only-fragments',
      'a fragment and no operation',
      'fragment a on Query { __typename }',
      'GRAPHQL_VALIDATION_FAILED',
    ),
    refused('empty-document', 'nothing but commas', ',,,,', 'GRAPHQL_PARSE_FAILED'),
    refused(
      'long-name',
      'a field with a name of 500,000 letters',
      `{ ${'a'.repeat(500_000)} }`,
      'GRAPHQL_VALIDATION_FAILED',
    ),
    refused(
      'long-string',
      'a string of 500,000 letters as an id',
      `{ user(id: "${'a'.repeat(500_000)}") { nothing } }`,
      'GRAPHQL_VALIDATION_FAILED',
    ),
    refused(
      'block-string',
      'a block string that never ends',
      `{ user(id: """${'a\n'.repeat(10_000)}) { id } }`,
      'GRAPHQL_PARSE_FAILED',
    ),
    refused(
      'surrogates',
      'half a character as an escape',
      '{ user(id: "\\uD800") { nothing } }',
      'GRAPHQL_PARSE_FAILED',
    ),
  ],
};
