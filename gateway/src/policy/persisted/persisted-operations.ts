import { createHash } from 'node:crypto';
import type { ErrorCode } from '@supergraph/service-kit/error-codes.ts';
import { HttpProblem } from '@supergraph/service-kit/http/http-problem.ts';
import { isRecord } from '../../is-record.ts';
import type { OperationAdmission, OperationParameters } from '../operation-parameters.ts';
import { readOperationId } from './operation-id.ts';
import type { Safelist } from './safelist.ts';

/** Whether only the operations of the list are executed, or others too, with or without a word in the log. */
export type SafelistMode = 'off' | 'log' | 'enforce';

/** How operations may be asked for by id. */
export interface PersistedOperationsOptions {
  readonly mode: SafelistMode;
  /** Whether operations of the list must be asked for by id, and not by text. Holds where the mode is `enforce`. */
  readonly requireId: boolean;
  /** The list at this moment; undefined where there is none. Its ids are known in every mode. */
  readonly safelist: () => Safelist | undefined;
  /** Told of each document that is not in the list, where the mode is `log`. */
  readonly onUnknown: (document: string) => void;
}

/**
 * Creates the admission of operations by id. An id of the list becomes its document. Where the list is not enforced,
 * another id is left to the server's automatic persisted queries; where it is, nothing but the list gets through, so
 * that nothing else can be registered. The codes are those of Apollo's router.
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

function checkDocument({ query }: OperationParameters, list: Safelist, options: PersistedOperationsOptions) {
  if (options.mode === 'off') return;
  // What is no text, or an empty one, the server refuses.
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
  throw new HttpProblem(
    400,
    'PERSISTED_QUERY_HASH_MISMATCH',
    'The id of a document must be its SHA-256 in lower-case hexadecimal digits, but this one has another.',
  );
}

/** The form of automatic persisted queries, which the server knows. */
function byHash({ documentId: _, extensions, ...parameters }: OperationParameters, id: string) {
  const persistedQuery = { version: 1, sha256Hash: id };
  return { ...parameters, extensions: { ...(isRecord(extensions) ? extensions : {}), persistedQuery } };
}

function byDocument({ documentId: _, ...parameters }: OperationParameters, query: unknown) {
  if (!isRecord(parameters.extensions)) return { ...parameters, query };
  const { persistedQuery: __, ...extensions } = parameters.extensions;
  return { ...parameters, query, extensions };
}

function refusal(code: ErrorCode, what: string): HttpProblem {
  const message = `This graph executes registered operations only, and this request has ${what}.`;
  return new HttpProblem(400, code, message);
}
