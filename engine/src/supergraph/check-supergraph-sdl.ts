import { type DocumentNode, parse } from 'graphql';
import { subgraphsOf } from './join-directives.ts';
import { linkedFeatures } from './linked-directives.ts';

/**
 * Throws if an SDL is not a supergraph of Federation 2, or needs an unsupported feature. A quick check that does not
 * validate.
 */
export function checkSupergraphSdl(sdl: string, enforcedFeatures: ReadonlySet<string>): void {
  if (typeof sdl !== 'string') throw new Error(`A supergraph must be SDL, got ${typeof sdl}`);
  const document = parse(sdl, { noLocation: true });
  checkFeatures(document, enforcedFeatures);
  if (subgraphsOf(document).length === 0)
    throw new Error('A supergraph must name its subgraphs in an enum join__Graph');
}

/** Versions of specifications that change how a plan is executed, and that the executor supports. */
export const executedFeatures: ReadonlySet<string> = new Set(['https://specs.apollo.dev/context/v0.1']);

/** Messages for features that must not be ignored, because they decide access or how a plan is executed. */
const refused: Readonly<Record<string, string>> = {
  authenticated: '@authenticated would not be enforced',
  requiresScopes: '@requiresScopes would not be enforced',
  policy: '@policy would not be enforced',
  context: 'this version of @context and @fromContext is not supported',
};

/**
 * Throws if a supergraph links an unsupported feature that affects access or execution. Executed features, and those
 * in `enforced`, are accepted by their URLs, which name the version.
 */
export function checkFeatures(supergraph: DocumentNode, enforced: ReadonlySet<string>): void {
  const problems = linkedFeatures(supergraph)
    .filter(
      ({ name, url }) => Object.hasOwn(refused, name) && !enforced.has(url) && !executedFeatures.has(url),
    )
    .map(({ name, url }) => `${refused[name]} (${url})`);
  if (problems.length > 0)
    throw new Error(`The supergraph uses a feature that is refused: ${problems.join('; ')}`);
}
