import type {
  ManagedSupergraph,
  SupergraphHooks,
  SupergraphManager,
  SupergraphSdlHook,
} from './supergraph-manager.ts';

/** Gets the first supergraph from its source, which may call the hooks from then on. */
export async function openSupergraph(
  source: string | SupergraphManager | SupergraphSdlHook,
  hooks: SupergraphHooks,
): Promise<ManagedSupergraph> {
  if (typeof source === 'string') return { supergraphSdl: source };
  return typeof source === 'function' ? source(hooks) : source.initialize(hooks);
}
