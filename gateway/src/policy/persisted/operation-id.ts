import { HttpProblem } from '@supergraph/service-kit/http/http-problem.ts';
import { isRecord } from '../../is-record.ts';
import type { OperationParameters } from '../operation-parameters.ts';
import { withoutPrefix } from './manifest.ts';

/**
 * Returns the id of an operation, without `sha256:`: `documentId` (GraphQL over HTTP, appendix A) or Apollo's
 * `extensions.persistedQuery`. Returns undefined if both are absent. Throws HttpProblem 400 if one is malformed.
 */
export function readOperationId({ documentId, extensions }: OperationParameters): string | undefined {
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

function badId(rule: string): HttpProblem {
  return new HttpProblem(400, 'BAD_REQUEST', `${rule}.`);
}
