import type { ReadEngineOptions } from '../engine-options.ts';
import { startPlannerPool } from '../planning/planner-pool.ts';
import type { OperationSource } from '../prepare/operation-source.ts';
import { createSupergraphVersion, type SupergraphVersion } from '../prepare/supergraph-version.ts';
import { createSupergraphState } from '../supergraph/supergraph-state.ts';
import type { WarmUpReport } from '../supergraph/supergraph-status.ts';
import type { ClientLease, ClientLeases } from './client-leases.ts';
import { proveVersion } from './prove-version.ts';

/** Supergraph to build a version of. */
export interface VersionSource {
  readonly supergraphSdl: string;
  /** Features whose rules the engine enforces. */
  readonly enforcedFeatures: ReadonlySet<string>;
  readonly clients: ClientLeases;
  /** Most frequent operations of the version in use, or undefined if there is none. */
  readonly hottest: readonly OperationSource[] | undefined;
  /** If it aborts after the build, the version need not be proved. */
  readonly signal: AbortSignal;
}

/** Version that is ready to be served. */
export interface BuiltVersion {
  readonly version: SupergraphVersion;
  readonly warmUp: WarmUpReport;
}

/** Builds and proves a supergraph version in the background. Releases its resources if that fails. */
export async function buildVersion(source: VersionSource, options: ReadEngineOptions): Promise<BuiltVersion> {
  const version = await createVersion(source, options);
  try {
    const documents = options.warmUpOperations ?? [];
    const warmUp = await proveVersion(version, source.hottest ?? [], documents, source.signal);
    return { version, warmUp };
  } catch (cause) {
    version.retire();
    throw cause;
  }
}

async function createVersion(
  { supergraphSdl, enforcedFeatures, clients, hottest }: VersionSource,
  options: ReadEngineOptions,
): Promise<SupergraphVersion> {
  const isInBackground = hottest !== undefined;
  const planner = await startPlannerPool(
    { supergraphSdl, enforcedFeatures, isInBackground },
    options.planning,
  );
  const { description } = planner;
  let lease: ClientLease | undefined;
  const release = (): void => {
    lease?.release();
    planner.rest();
  };
  try {
    lease = clients.lease(description.subgraphs);
    const { subgraphs, take } = lease;
    const state = await createSupergraphState(supergraphSdl, description);
    return createSupergraphVersion({ state, subgraphs, planner }, { take, release }, options);
  } catch (cause) {
    release();
    throw cause;
  }
}
