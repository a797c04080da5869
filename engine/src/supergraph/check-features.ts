import type { DocumentNode } from 'graphql';
import { linkedFeatures } from './linked-directives.ts';

/** Features that change who may see what, or how a plan is executed; by what it would mean to ignore them. */
const refused: Readonly<Record<string, string>> = {
  authenticated: '@authenticated would not be enforced',
  requiresScopes: '@requiresScopes would not be enforced',
  policy: '@policy would not be enforced',
  context: '@context and @fromContext are not supported',
};

/**
 * Throws where a supergraph links a feature without which its answers would be wrong, or would show too much.
 * Those whose URLs, versions and all, are in `enforced` are let through.
 */
export function checkFeatures(supergraph: DocumentNode, enforced: ReadonlySet<string>): void {
  const problems = linkedFeatures(supergraph)
    .filter(({ name, url }) => Object.hasOwn(refused, name) && !enforced.has(url))
    .map(({ name, url }) => `${refused[name]} (${url})`);
  if (problems.length > 0)
    throw new Error(`The supergraph uses a feature that is refused: ${problems.join('; ')}`);
}
