import type { SupergraphDescription } from '../supergraph/supergraph-description.ts';
import type { PlanRequest } from './operation-planner.ts';

/** Supergraph to plan for. */
export interface PlannerSupergraph {
  readonly supergraphSdl: string;
  /** Features whose rules the executor enforces. */
  readonly enforcedFeatures: ReadonlySet<string>;
  /** True if requests are served at the same time; they then have priority. */
  readonly isInBackground: boolean;
}

/** Data that a planner thread starts with. */
export interface PlannerThreadData extends PlannerSupergraph {
  /** True if the thread also validates and describes the supergraph, which takes as long as preparing the planner. */
  readonly describe: boolean;
}

/** Request to a planner thread. A thread handles one at a time. */
export type PlannerQuestion = PlanRequest;

/** Messages of a planner thread: first whether it built the supergraph, then an answer to each question. */
export type PlannerAnswer =
  | { readonly kind: 'built'; readonly description: SupergraphDescription | undefined }
  | { readonly kind: 'refused'; readonly errors: readonly string[] }
  | { readonly kind: 'planned'; readonly planJson: string }
  | { readonly kind: 'unplannable'; readonly message: string };
