import { Supergraph } from '@apollo/federation-internals';

/**
 * Builds a composed supergraph, whatever features it links: here it is only read and compared. Throws where the text is
 * not a supergraph.
 */
export function buildSupergraph(sdl: string): Supergraph {
  return Supergraph.build(sdl, { supportedFeatures: null });
}
