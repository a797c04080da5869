import { Supergraph } from '@apollo/federation-internals';

/**
 * Builds a composed supergraph with any linked features, since it is only read and compared here. Throws if the text is
 * no supergraph.
 */
export function buildSupergraph(sdl: string): Supergraph {
  return Supergraph.build(sdl, { supportedFeatures: null });
}
