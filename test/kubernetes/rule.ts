import type { RegisteredSubgraph } from '@supergraph/schema/registry.ts';
import type { KubernetesObject, Overlay } from './manifests.ts';

/** A rendered overlay, with the subgraphs that it must run. */
export interface Rendered {
  readonly overlay: Overlay;
  readonly objects: readonly KubernetesObject[];
  readonly registry: readonly RegisteredSubgraph[];
}

/** A rule that rendered objects must keep. */
export interface Rule {
  readonly name: string;
  /** Overlays that must keep it. default: all */
  readonly only?: Overlay;
  /** Returns a sentence for each breach, which names the object. */
  readonly check: (rendered: Rendered) => readonly string[];
}
