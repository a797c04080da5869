import { readFileSync } from 'node:fs';
import { ApolloServerErrorCode } from '@apollo/server/errors';
import { engineErrorCodes } from '@supergraph/engine';
import { repositoryRoot } from '@supergraph/schema/registry.ts';
import { errorCodes } from '@supergraph/service-kit/error-codes.ts';
import { statusOf } from '@supergraph/service-kit/http/refusal-reply.ts';
import { expect, test } from 'vitest';
import { knowsCode } from '../client/desk/src/graph/problems.ts';
import { readSourceFiles } from './architecture/source-files.ts';

const apolloCodes: readonly string[] = Object.values(ApolloServerErrorCode);

/** The table of docs/errors.md: the statuses and sources of each code. */
const documented = new Map(
  readFileSync(new URL('docs/errors.md', repositoryRoot), 'utf8')
    .split('\n')
    .filter((line) => line.startsWith('| `'))
    .map((line) => line.split('|').map((cell) => cell.trim()))
    .map(([, code = '', statuses = '', sources = '']) => {
      const row = { statuses: statuses.split(', '), sources: sources.split(', ') };
      return [code.replaceAll('`', ''), row] as const;
    }),
);

const documentedFrom = (...sources: readonly string[]): readonly string[] =>
  [...documented]
    .filter(([, found]) => found.sources.some((source) => sources.includes(source)))
    .map(([code]) => code);

test('docs/errors.md has a row for each code of the engine, of our services and of Apollo Server, and for no other', () => {
  expect(documentedFrom('engine')).toEqual(sorted(engineErrorCodes));
  expect(documentedFrom('gateway', 'subgraphs')).toEqual(sorted(errorCodes));
  expect(documentedFrom('Apollo Server')).toEqual(sorted(apolloCodes));
  expect([...documented.keys()]).toEqual(sorted([...engineErrorCodes, ...errorCodes, ...apolloCodes]));
});

test('docs/errors.md has the status of each refusal by our services', () => {
  const refusals = errorCodes.filter((code) =>
    documented.get(code)?.statuses.some((status) => status !== '200'),
  );
  expect(refusals.length).toBeGreaterThan(20);
  expect(refusals.filter((code) => !documented.get(code)?.statuses.includes(String(statusOf(code))))).toEqual(
    [],
  );
});

test('no source file gives an error a code that docs/errors.md lacks', () => {
  const ofServices = /^(engine|gateway|service-kit|subgraphs\/\w+|deploy|bench)\//;
  const given = /\bcode: '([A-Z_]+)'|\bHttpProblem\(\s*'([A-Z_]+)'|\bExpectedError\(\s*'([A-Z_]+)'/g;
  const codes = readSourceFiles()
    .filter(({ path }) => ofServices.test(path) && !path.includes('/test/'))
    .flatMap(({ text }) => [...text.matchAll(given)].map((match) => match.slice(1).find(Boolean) ?? ''));
  expect(codes.length).toBeGreaterThan(30);
  expect(codes.filter((code) => !documented.has(code))).toEqual([]);
});

/**
 * Codes that no page of the desk shows. It sends one registered operation per request, by its id, as JSON, by POST. A
 * subscription that ends is resumed, or ends the session.
 */
const neverShown: readonly string[] = [
  'BAD_REQUEST',
  'BATCHING_NOT_ENABLED',
  'BATCH_LIMIT_EXCEEDED',
  'CANNOT_SEND_PQ_ID_AND_BODY',
  'GRAPHQL_PARSE_FAILED',
  'METHOD_NOT_ALLOWED',
  'NOT_ACCEPTABLE',
  'OPERATION_NOT_SUPPORTED',
  'OPERATION_RESOLUTION_FAILURE',
  'PERSISTED_QUERY_HASH_MISMATCH',
  'PERSISTED_QUERY_ID_REQUIRED',
  'QUERY_NOT_IN_SAFELIST',
  'SUBSCRIPTION_ENDED',
  'SUBSCRIPTION_JWT_EXPIRED',
  'SUBSCRIPTION_LIMIT_EXCEEDED',
  'SUBSCRIPTION_TOO_SLOW',
  'UNSUPPORTED_MEDIA_TYPE',
];

test('the desk has a sentence for every code that it can show', () => {
  const met = [...documented.keys()].filter((code) => !neverShown.includes(code));
  expect(met.length).toBeGreaterThan(30);
  expect(met.filter((code) => !knowsCode(code))).toEqual([]);
});

test('every code that the desk is said never to show exists', () => {
  expect(neverShown.filter((code) => !documented.has(code))).toEqual([]);
});

function sorted(codes: readonly string[]): readonly string[] {
  return [...new Set(codes)].sort();
}
