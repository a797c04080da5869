import { createHash } from 'node:crypto';
import type { ErrorCode } from '@supergraph/service-kit/error-codes.ts';
import { RefusedError } from '@supergraph/service-kit/refusal.ts';
import { isRecord } from '../../is-record.ts';
import type { OperationAdmission, OperationParameters } from '../operation-admission.ts';
import { withoutPrefix } from './manifest.ts';
import type { Safelist } from './safelist.ts';

/** Safelist mode: execute only listed operations, or others too, with or without logging them. */
export type SafelistMode = 'off' | 'log' | 'enforce';

/** Options for operations by id. */
export interface PersistedOperationsOptions {
  readonly mode: SafelistMode;
  /** True if listed operations must be sent by id instead of by text. Applies in mode `enforce`. */
  readonly requireId: boolean;
  /** Returns the current list, or undefined if there is none. Its ids are known in every mode. */
  readonly safelist: () => Safelist | undefined;
  /** Called with each document that is not in the list, in mode `log`. */
  readonly onUnknown: (document: string) => void;
}

/**
 * Creates the admission of operations by id. Replaces a listed id by its document. If the list is not enforced, other
 * ids are left to the server's automatic persisted queries. If it is enforced, only listed operations pass, so that no
 * others can be registered. The codes are those of Apollo's router.
 */
export function createPersistedOperations(options: PersistedOperationsOptions): OperationAdmission {
  const { mode, safelist } = options;
  return (parameters) => {
    const id = readOperationId(parameters);
    const list = safelist();
    if (id === undefined) {
      if (list !== undefined) checkDocument(parameters, list, options);
      return parameters;
    }
    if (hasDocument(parameters)) {
      if (mode === 'enforce') throw refusal('CANNOT_SEND_PQ_ID_AND_BODY', 'an id and a document');
      if (list?.find(id) === parameters.query) return byDocument(parameters, parameters.query);
      checkHash(parameters, id);
      if (list !== undefined) checkDocument(parameters, list, options);
      return byHash(parameters, id);
    }
    const document = list?.find(id);
    if (document !== undefined) return byDocument(parameters, document);
    if (mode === 'enforce') throw refusal('PERSISTED_QUERY_NOT_IN_LIST', 'an id that is not in the list');
    return byHash(parameters, id);
  };
}

/**
 * Returns the id of an operation, without `sha256:`: `documentId` (GraphQL over HTTP, appendix A) or Apollo's
 * `extensions.persistedQuery`. Returns undefined if both are absent. Throws RefusedError if one is malformed.
 */
function readOperationId({ documentId, extensions }: OperationParameters): string | undefined {
  const persistedQuery = isRecord(extensions) ? extensions.persistedQuery : undefined;
  const hash = readHash(persistedQuery ?? undefined);
  if (documentId === undefined || documentId === null) return hash;
  if (typeof documentId !== 'string' || documentId === '') throw badId('"documentId" must be a text');
  const id = withoutPrefix(documentId);
  if (hash !== undefined && hash !== id) {
    throw badId('"documentId" and "extensions.persistedQuery.sha256Hash" must not name different operations');
  }
  return id;
}

function readHash(persistedQuery: unknown): string | undefined {
  if (persistedQuery === undefined) return undefined;
  const { version, sha256Hash }: Readonly<Record<string, unknown>> = isRecord(persistedQuery)
    ? persistedQuery
    : {};
  if (version !== 1 || typeof sha256Hash !== 'string' || sha256Hash === '') {
    throw badId('"extensions.persistedQuery" must have "version": 1 and a text "sha256Hash"');
  }
  return withoutPrefix(sha256Hash);
}

function badId(rule: string): RefusedError {
  return new RefusedError({ code: 'BAD_REQUEST', message: `${rule}.` });
}

function checkDocument({ query }: OperationParameters, list: Safelist, options: PersistedOperationsOptions) {
  if (options.mode === 'off') return;
  // The server refuses an empty text, and anything that is not a text.
  if (typeof query !== 'string' || query === '') return;
  if (options.mode === 'enforce' && options.requireId)
    throw refusal('PERSISTED_QUERY_ID_REQUIRED', 'a document and no id');
  if (list.holds(query)) return;
  if (options.mode === 'enforce')
    throw refusal('QUERY_NOT_IN_SAFELIST', 'a document that is not in the list');
  options.onUnknown(query);
}

function hasDocument({ query }: OperationParameters): boolean {
  return query !== undefined && query !== null && query !== '';
}

function checkHash({ query }: OperationParameters, id: string): void {
  if (typeof query !== 'string') return;
  const hash = createHash('sha256').update(query).digest('hex');
  if (hash === id) return;
  const message =
    'The id must be the SHA-256 of the document in lower-case hexadecimal digits, but it does not match.';
  throw new RefusedError({ code: 'PERSISTED_QUERY_HASH_MISMATCH', message });
}

/** Returns the parameters as an automatic persisted query, which the server knows. */
function byHash({ documentId: _, extensions, ...parameters }: OperationParameters, id: string) {
  const persistedQuery = { version: 1, sha256Hash: id };
  return { ...parameters, extensions: { ...(isRecord(extensions) ? extensions : {}), persistedQuery } };
}

function byDocument({ documentId: _, ...parameters }: OperationParameters, query: unknown) {
  if (!isRecord(parameters.extensions)) return { ...parameters, query };
  const { persistedQuery: __, ...extensions } = parameters.extensions;
  return { ...parameters, query, extensions };
}

function refusal(code: ErrorCode, what: string): RefusedError {
  const message = `This graph only executes registered operations, but this request has ${what}.`;
  return new RefusedError({ code, message });
}
