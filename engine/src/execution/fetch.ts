import type { Subgraph } from '../subgraphs/subgraph.ts';
import type { ContextualFetch } from './contextual-fetch.ts';
import type { FetchOperation } from './fetch-request.ts';
import type { FlattenPath } from './fetch-targets.ts';
import type { MergePlan } from './merge-answer.ts';
import type { OutputRewrite } from './output-rewrites.ts';
import type { Represent } from './representations.ts';

/** One fetch of a plan, compiled. */
export interface Fetch {
  readonly subgraphName: string;
  readonly subgraph: Subgraph;
  readonly operation: FetchOperation;
  /** Where the objects are that it completes; empty for the whole answer. */
  readonly path: FlattenPath;
  /** The fields of its objects that it needs, as paths from the root without lists. */
  readonly requires: ReadonlySet<string>;
  /** Present where it asks for entities. */
  readonly represent: Represent | undefined;
  /** Fetches that together do the same, each for fields with the same needs; empty where all have the same. */
  readonly parts: readonly Fetch[];
  /** Present where some of its variables have their values from a context. */
  readonly contextual: ContextualFetch | undefined;
  /**
   * Whether objects of its answer that belong at several places are copied. Where some fetch of the plan reads a context,
   * one object would get the values of several.
   */
  readonly copiesObjects: boolean;
  /** What it finds about each object at its path. */
  readonly merge: MergePlan;
  readonly outputRewrites: readonly OutputRewrite[];
  /** Names that the answer has and that output rewrites replace. */
  readonly renamedFields: ReadonlyMap<string | number, string>;
  /** The response names of what it asks of each object. */
  readonly rootFields: readonly string[];
}
