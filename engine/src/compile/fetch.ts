import type { FetchDataRewrite } from '@apollo/query-planner';
import type { Subgraph } from '../subgraphs/subgraph.ts';
import type { ContextualFetch } from './contextual-fetch.ts';
import type { FetchOperation } from './fetch-operation.ts';
import type { FlattenPath } from './field-paths.ts';
import type { MergePlan } from './merge-plan.ts';
import type { Represent } from './representations.ts';

/** Compiled fetch of a plan. */
export interface Fetch {
  readonly subgraphName: string;
  readonly subgraph: Subgraph;
  readonly operation: FetchOperation;
  /** Path of the objects that the fetch completes; empty for the whole answer. */
  readonly path: FlattenPath;
  /** Fields of its objects that the fetch requires, as paths from the root without lists. */
  readonly requires: ReadonlySet<string>;
  /** Creates representations; undefined unless the fetch requests entities. */
  readonly represent: Represent | undefined;
  /** Fetches that replace this one, each for fields with the same needs. Empty if all fields have the same needs. */
  readonly parts: readonly Fetch[];
  /** Context variables, or undefined if there are none. */
  readonly contextual: ContextualFetch | undefined;
  /**
   * True if objects of the answer with several places are copied. If a fetch of the plan reads a context, a shared
   * object would get the values of several places.
   */
  readonly copiesObjects: boolean;
  /** Fields that the fetch finds on each object at its path. */
  readonly merge: MergePlan;
  readonly outputRewrites: readonly FetchDataRewrite[];
  /** New names of fields in the answer that output rewrites rename, by the original name. */
  readonly renamedFields: ReadonlyMap<string | number, string>;
  /** Response names that the fetch selects on each object. */
  readonly rootFields: readonly string[];
}
