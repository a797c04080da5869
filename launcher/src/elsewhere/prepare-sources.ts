import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { SubgraphSdl } from '@supergraph/schema/compose-graph.ts';
import { graphFolder, writeGraph } from '@supergraph/schema/write-graph.ts';
import type { Environment } from '@supergraph/service-kit/config.ts';
import type { StartArguments } from '../start-arguments.ts';

/** Sources of the graph that the gateway serves. */
export interface GraphSources {
  /** Folder of its supergraph. */
  readonly folder: URL;
  /** Subgraphs that run elsewhere, with their schemas. */
  readonly remote: readonly SubgraphSdl[];
  /** Environment of the launcher, with the gateway's variables for them. */
  readonly env: Environment;
}

/**
 * Prepares the graph of subgraphs of which some run elsewhere: reads their schemas there, composes them with those of the
 * tree, and writes the supergraph to the data folder. The tree's own supergraph stays as it is, and is used if all run here.
 */
export async function prepareSources(
  { names, elsewhere, rest }: StartArguments,
  {
    env,
    dataDir,
    log,
  }: { readonly env: Environment; readonly dataDir: string; readonly log: (step: string) => void },
): Promise<GraphSources> {
  if (elsewhere.length === 0) return { folder: graphFolder, remote: [], env };
  // They load the composition, which other starts do not need.
  const { findRemoteSubgraphs } = await import('./find-remote-subgraphs.ts');
  const { composeSources } = await import('../development/compose-sources.ts');
  const remote = await findRemoteSubgraphs({ names: elsewhere, local: names, rest, env, dataDir });
  for (const { name, url } of remote) log(`${name} runs at ${url}`);
  const composed = composeSources(remote);
  if (typeof composed === 'string') throw new Error(composed);
  const folder = pathToFileURL(`${join(dataDir, 'partly-elsewhere')}/`);
  writeGraph(composed, folder);
  const file = (name: string, of: URL): string => fileURLToPath(new URL(name, of));
  // The gateway looks for policies beside its supergraph.
  const policies = file('policies.ts', graphFolder);
  const own = existsSync(policies) ? { POLICIES: policies } : {};
  return { folder, remote, env: { ...own, ...env, SUPERGRAPH: file('supergraph.graphql', folder) } };
}
