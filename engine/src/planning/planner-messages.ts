import type { SupergraphDescription } from '../supergraph/supergraph-description.ts';
import type { PlanRequest } from './operation-planner.ts';

/** What a planner's thread is started with. */
export interface PlannerThreadData {
  readonly supergraphSdl: string;
  /** Features with rules that the executor enforces. */
  readonly enforcedFeatures: ReadonlySet<string>;
  /** Whether requests are served meanwhile, which go first. */
  readonly isInBackground: boolean;
}

/** What a planner's thread is asked, one operation at a time. */
export type PlannerQuestion = PlanRequest;

/** What a planner's thread says: first what the supergraph is, or why it is none; then an answer for each question. */
export type PlannerAnswer =
  | { readonly kind: 'built'; readonly description: SupergraphDescription }
  | { readonly kind: 'refused'; readonly errors: readonly string[] }
  | { readonly kind: 'planned'; readonly planJson: string }
  | { readonly kind: 'unplannable'; readonly message: string };
