import type { SupergraphDescription } from '../supergraph/supergraph-description.ts';
import type { PlanRequest } from './operation-planner.ts';

/** A supergraph to plan for. */
export interface PlannerSupergraph {
  readonly supergraphSdl: string;
  /** Features with rules that the executor enforces. */
  readonly enforcedFeatures: ReadonlySet<string>;
  /** Whether requests are served meanwhile, which go first. */
  readonly isInBackground: boolean;
}

/** Data that a planner's thread is started with. */
export interface PlannerThreadData extends PlannerSupergraph {
  /** Whether the thread also validates and describes the supergraph, which takes as long again. */
  readonly describe: boolean;
}

/** A question to a planner's thread, one at a time. */
export type PlannerQuestion = PlanRequest;

/** Messages of a planner's thread: first whether it could build the supergraph; then an answer for each question. */
export type PlannerAnswer =
  | { readonly kind: 'built'; readonly description: SupergraphDescription | undefined }
  | { readonly kind: 'refused'; readonly errors: readonly string[] }
  | { readonly kind: 'planned'; readonly planJson: string }
  | { readonly kind: 'unplannable'; readonly message: string };
