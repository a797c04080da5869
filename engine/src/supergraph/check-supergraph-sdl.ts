import { parse } from 'graphql';
import { checkFeatures } from './check-features.ts';
import { subgraphsOf } from './join-directives.ts';

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
