import type { PlannerSupergraph } from '../planning/planner-messages.ts';
import { type PlanningLimits, startPlannerPool } from '../planning/planner-pool.ts';
import { createServing, type Serving, type ServingOptions } from '../prepare/serving.ts';
import { createSupergraphState } from '../supergraph/supergraph-state.ts';
import type { SubgraphClients, SubgraphLease } from './subgraph-clients.ts';

/** Settings for building a supergraph version. */
export interface BuildSettings extends ServingOptions {
  readonly clients: SubgraphClients;
  readonly planning: PlanningLimits;
}

/** Builds a supergraph version in the background. Releases its resources if that fails. */
export async function buildServing(supergraph: PlannerSupergraph, settings: BuildSettings): Promise<Serving> {
  const planner = await startPlannerPool(supergraph, settings.planning);
  const { description } = planner;
  let lease: SubgraphLease | undefined;
  const release = (): void => {
    lease?.release();
    planner.rest();
  };
  try {
    lease = settings.clients.lease(description.subgraphs);
    const { subgraphs, take } = lease;
    const state = await createSupergraphState(supergraph.supergraphSdl, description);
    return createServing({ state, subgraphs, planner }, { take, release }, settings);
  } catch (cause) {
    release();
    throw cause;
  }
}
