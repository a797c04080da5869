import { RefusedError } from '@supergraph/service-kit/refusal.ts';
import { isRecord } from '../is-record.ts';
import type { OperationParameters } from '../policy/operation-admission.ts';
import type { RegisteredTexts } from '../policy/persisted/registered-texts.ts';

/** Texts of operations, some of which clients send by their hash (automatic persisted queries). */
export interface OperationTexts {
  /**
   * Returns the text of an operation. Registers a text that is sent with its hash. Throws RefusedError if
   * there is no text.
   */
  readonly read: (parameters: OperationParameters) => Promise<string>;
  /** Returns the text of an operation, or undefined if there is none. */
  readonly peek: (parameters: OperationParameters) => Promise<string | undefined>;
}

/** Creates the reader of texts. It shares the registered texts with Apollo Server, with the same codes and messages. */
export function createOperationTexts(registered: RegisteredTexts | undefined): OperationTexts {
  return {
    async read({ query, extensions }) {
      const hash = readHash(extensions);
      if (query !== undefined && query !== null && query !== '') {
        if (typeof query !== 'string') throw badRequest('"query" must be a text.');
        // The policies have compared the hash with the text.
        if (hash !== undefined) await registered?.set(keyOf(hash), query);
        return query;
      }
      if (hash === undefined) throw badRequest('The operation must have "query" or an id.');
      const code = registered === undefined ? 'PERSISTED_QUERY_NOT_SUPPORTED' : 'PERSISTED_QUERY_NOT_FOUND';
      const text = await registered?.get(keyOf(hash));
      if (text !== undefined) return text;
      throw new RefusedError({ code, message: messages[code] });
    },
    async peek({ query, extensions }) {
      if (typeof query === 'string' && query !== '') return query;
      const hash = readHash(extensions);
      return hash === undefined ? undefined : registered?.get(keyOf(hash));
    },
  };
}

const messages = {
  PERSISTED_QUERY_NOT_FOUND: 'PersistedQueryNotFound',
  PERSISTED_QUERY_NOT_SUPPORTED: 'PersistedQueryNotSupported',
};

/** Returns the key under which Apollo Server registers texts too. */
function keyOf(hash: string): string {
  return `apq:${hash}`;
}

function readHash(extensions: unknown): string | undefined {
  const persistedQuery = isRecord(extensions) ? extensions.persistedQuery : undefined;
  const hash = isRecord(persistedQuery) ? persistedQuery.sha256Hash : undefined;
  return typeof hash === 'string' ? hash : undefined;
}

function badRequest(message: string): RefusedError {
  return new RefusedError({ code: 'BAD_REQUEST', message });
}
