import { fileURLToPath } from 'node:url';
import { repositoryRoot } from '@supergraph/schema/registry.ts';
import { findLeaks } from '../../graph/leaks.ts';

/** Patterns of internal details, independent of the system. */
const insides: readonly RegExp[] = [
  /node:internal/,
  /\bat (async )?[\w.<>$]+ \(/,
  /\/(home|root|tmp|usr|var|opt|workspace)\/[\w./-]+/,
  /\b(GraphQLError|TypeError|RangeError|ReferenceError|SyntaxError|ERR_[A-Z_]+)\b/,
  /\b(_entities|_Any|_Service|__resolveReference)\b/,
  /PRIVATE KEY/,
];

/** Function that returns the forbidden texts in an answer, except those that the client sent itself. */
export type LeakScan = (answer: string, sent?: string) => readonly string[];

/**
 * Creates the search for texts that no client may read: patterns of internal details, and the system's own
 * secrets.
 */
export function createLeakScan(secrets: readonly string[]): LeakScan {
  const own = [...secrets, fileURLToPath(repositoryRoot)].filter((secret) => secret !== '');
  return (answer, sent = '') =>
    [
      ...findLeaks(answer),
      ...insides.flatMap((inside) => answer.match(inside)?.[0] ?? []),
      ...own.filter((secret) => answer.includes(secret)),
    ].filter((leak) => !sent.includes(leak));
}
