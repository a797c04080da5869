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

/** The forbidden texts in an answer, but for those that the client sent itself. */
export type LeakScan = (answer: string, sent?: string) => readonly string[];

/**
 * Creates the search for what no client may read: the marks of an inside, and the system's own secrets by their very
 * text.
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
