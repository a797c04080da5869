import type { Audit, AuditFamily } from '../audit.ts';
import { idOf, operations } from '../system/registered-operations.ts';
import { auditExchange, get, post } from '../wire/exchange.ts';

const stranger = '{ me { id } }';
const persistedQuery = (sha256Hash: unknown, version: unknown = 1) => ({
  extensions: { persistedQuery: { version, sha256Hash } },
});

const refused = (id: string, sends: string, body: unknown, code: string): Audit =>
  auditExchange({ id, sends, to: 'enforcing', request: post(body), status: 400, code });

/** Audits of unregistered operations where only registered ones are executed. */
export const safelistAudits: AuditFamily = {
  name: 'safelist',
  audits: [
    auditExchange({
      id: 'registered',
      sends: 'a registered operation by id',
      to: 'enforcing',
      request: post({ documentId: idOf(operations.typename) }),
      status: 200,
    }),
    auditExchange({
      id: 'registered-text',
      sends: 'a registered operation as text',
      to: 'enforcing',
      request: post({ query: operations.typename }),
      status: 200,
    }),
    refused('text', 'a document', { query: stranger }, 'QUERY_NOT_IN_SAFELIST'),
    refused(
      'more-fields',
      'a registered document with one more field',
      { query: operations.typename.replace('__typename', '__typename me { id }') },
      'QUERY_NOT_IN_SAFELIST',
    ),
    refused(
      'more-operations',
      'a registered document with one more operation',
      { query: `${operations.typename} query Other ${stranger}`, operationName: 'Other' },
      'QUERY_NOT_IN_SAFELIST',
    ),
    refused(
      'renamed',
      'another document under the name of a registered one',
      { query: `query Typename ${stranger}`, operationName: 'Typename' },
      'QUERY_NOT_IN_SAFELIST',
    ),
    refused(
      'in-comment',
      'a document with a registered one in a comment',
      { query: `# ${operations.typename}\n${stranger}` },
      'QUERY_NOT_IN_SAFELIST',
    ),
    refused(
      'introspection',
      'introspection',
      { query: '{ __schema { types { name } } }' },
      'QUERY_NOT_IN_SAFELIST',
    ),
    refused('broken', 'a document that does not parse', { query: '{ me' }, 'QUERY_NOT_IN_SAFELIST'),
    refused(
      'id',
      'an id that is not registered',
      { documentId: idOf(stranger) },
      'PERSISTED_QUERY_NOT_IN_LIST',
    ),
    refused(
      'hash',
      'a hash that is not registered',
      persistedQuery(idOf(stranger)),
      'PERSISTED_QUERY_NOT_IN_LIST',
    ),
    refused(
      'id-of-javascript',
      'the id __proto__',
      { documentId: '__proto__' },
      'PERSISTED_QUERY_NOT_IN_LIST',
    ),
    refused(
      'apq-registration',
      'a hash with its document',
      { query: stranger, ...persistedQuery(idOf(stranger)) },
      'CANNOT_SEND_PQ_ID_AND_BODY',
    ),
    refused(
      'apq-afterwards',
      'that hash once more, without the document',
      persistedQuery(idOf(stranger)),
      'PERSISTED_QUERY_NOT_IN_LIST',
    ),
    refused(
      'poisoning',
      'a registered hash with another document',
      { query: stranger, ...persistedQuery(idOf(operations.typename)) },
      'CANNOT_SEND_PQ_ID_AND_BODY',
    ),
    refused(
      'id-and-text',
      'a registered id with another document',
      { query: stranger, documentId: idOf(operations.typename) },
      'CANNOT_SEND_PQ_ID_AND_BODY',
    ),
    refused(
      'two-ids',
      'two ids, one of them registered',
      { documentId: idOf(operations.typename), ...persistedQuery(idOf(stranger)) },
      'BAD_REQUEST',
    ),
    refused('hash-as-list', 'a list of hashes', persistedQuery([idOf(operations.typename)]), 'BAD_REQUEST'),
    refused(
      'other-version',
      'an unknown version',
      persistedQuery(idOf(operations.typename), 2),
      'BAD_REQUEST',
    ),
    refused(
      'version-as-text',
      'a version that is a string',
      persistedQuery(idOf(operations.typename), '1'),
      'BAD_REQUEST',
    ),
    refused(
      'query-as-object',
      'a document that is an object',
      { query: { kind: 'Document' } },
      'BAD_REQUEST',
    ),
    refused('query-as-list', 'a document that is a list with a string', { query: [stranger] }, 'BAD_REQUEST'),
    refused('nothing', 'neither', {}, 'BAD_REQUEST'),
    refused(
      'batch',
      'a list of a registered operation and another',
      [{ documentId: idOf(operations.typename) }, { query: stranger }],
      'QUERY_NOT_IN_SAFELIST',
    ),
    refused('batch-in-batch', 'a list in a list', [[{ query: stranger }]], 'BAD_REQUEST'),
    auditExchange({
      id: 'by-get',
      sends: 'a document by GET',
      to: 'enforcing',
      request: get({ query: stranger }),
      status: 400,
      code: 'QUERY_NOT_IN_SAFELIST',
    }),
    auditExchange({
      id: 'twice-by-get',
      sends: 'a registered document and another by GET',
      to: 'enforcing',
      request: {
        ...get({ query: operations.typename }),
        path: `/graphql?query=${encodeURIComponent(operations.typename)}&query=${encodeURIComponent(stranger)}`,
      },
      status: 400,
      code: 'BAD_REQUEST',
    }),
    auditExchange({
      id: 'url-and-body',
      sends: 'a registered id in the body and a document in the URL',
      to: 'enforcing',
      request: {
        ...post({ documentId: idOf(operations.typename) }),
        path: `/graphql?query=${encodeURIComponent(stranger)}`,
      },
      status: 200,
      and: {
        expects: 'the registered operation',
        check: ({ json }) => (json?.data?.__typename === 'Query' ? [] : ['it is another operation']),
      },
    }),
    auditExchange({
      id: 'apq-mismatch',
      sends: 'a hash with another document, with APQ allowed',
      request: post({ query: stranger, ...persistedQuery(idOf(operations.typename)) }),
      status: 400,
      code: 'PERSISTED_QUERY_HASH_MISMATCH',
    }),
    auditExchange({
      id: 'apq-hash-in-capitals',
      sends: 'a correct hash in capitals, with APQ allowed',
      request: post({ query: stranger, ...persistedQuery(idOf(stranger).toUpperCase()) }),
      status: 400,
      code: 'PERSISTED_QUERY_HASH_MISMATCH',
    }),
  ],
};
