import type { ComposedGraph, SubgraphSdl } from '@supergraph/schema/compose-graph.ts';
import { repositoryFile } from '@supergraph/schema/registry.ts';
import { writeGraph } from '@supergraph/schema/write-graph.ts';
import { gatewayName } from '../services.ts';
import type { Graph } from '../start-graph.ts';
import { waitForSupergraph } from '../wait-for-gateway.ts';
import { composeSources, generateTypes } from './compose-sources.ts';
import type { ProblemList } from './problem-list.ts';
import { effectOf, sourceFolders } from './source-effect.ts';
import { watchFiles } from './watch-files.ts';

export interface DevelopmentOptions {
  readonly graph: Graph;
  /** Problems of the sources, which already has those of services that have not started. */
  readonly problems: ProblemList;
  /** Folder of the supergraph that the gateway serves. */
  readonly folder: URL;
  /** Subgraphs that run elsewhere, with their schemas. */
  readonly remote: readonly SubgraphSdl[];
  readonly log: (sentence: string) => void;
}

interface Development extends DevelopmentOptions {
  /** Services that run outdated code. */
  readonly outdated: Set<string>;
  /** Subgraphs whose changed schema is not served yet. */
  readonly changedSchemas: Set<string>;
}

/**
 * Follows the sources of a running graph. Changed parts that work replace the running ones, a service before the supergraph
 * that needs it. Changes that do not work are reported, and the graph stays as it is.
 */
export async function startDevelopment(options: DevelopmentOptions): Promise<void> {
  const { graph, remote, problems, log } = options;
  const development = {
    ...options,
    outdated: new Set<string>(),
    changedSchemas: new Set<string>(),
  };
  const changed = new Set<string>();
  let noticedAt = 0;
  let isBusy = false;
  const work = async (): Promise<void> => {
    isBusy = true;
    while (changed.size > 0) {
      const paths = [...changed];
      changed.clear();
      await applyChanges(development, paths, noticedAt).catch((error: unknown) => log(messageOf(error)));
    }
    isBusy = false;
  };
  // The first composition takes far longer than later ones.
  const composed = composeSources(remote);
  if (typeof composed === 'string') problems.report('schema', composed);
  prepareAll(graph);
  watchFiles({
    root: repositoryFile('.'),
    folders: sourceFolders,
    onChange: (paths, at) => {
      if (changed.size === 0) noticedAt = at;
      for (const path of paths) changed.add(path);
      if (!isBusy) void work();
    },
  });
  log('watching the sources: what you save is served');
}

async function applyChanges(
  development: Development,
  paths: readonly string[],
  since: number,
): Promise<void> {
  const { graph, remote, problems, outdated, changedSchemas } = development;
  noteEffects(development, paths);
  const composed = changedSchemas.size === 0 ? undefined : composeSources(remote);
  const isRefused = typeof composed === 'string';
  if (isRefused) problems.report('schema', `${composed}\nThe previous graph stays in service`);
  else if (composed !== undefined) problems.clear('schema');
  const names = [...outdated].filter(
    (name) => graph.ready.has(name) && !(isRefused && changedSchemas.has(name)),
  );
  await replaceServices(
    development,
    names.filter((name) => name !== gatewayName),
    since,
  );
  if (typeof composed === 'object') await publish(development, composed, since);
  if (outdated.has(gatewayName)) await replaceServices(development, [gatewayName], since);
  for (const name of names) graph.prepare(name);
}

function noteEffects({ graph, log, outdated, changedSchemas }: Development, paths: readonly string[]): void {
  const effects = paths.flatMap((path) => effectOf(path) ?? []);
  for (const effect of effects) {
    if (effect.kind === 'registry') log('schema/subgraphs.json has changed: start npm run dev again');
    if (effect.kind === 'restart-all') for (const name of graph.ready.keys()) outdated.add(name);
    // Nothing here replaces a service that runs elsewhere, whose schema is read there.
    if (!('service' in effect && graph.ready.has(effect.service))) continue;
    outdated.add(effect.service);
    if (effect.kind === 'schema') changedSchemas.add(effect.service);
  }
  if (effects.some(({ kind }) => kind === 'restart-all')) prepareAll(graph);
}

/** Replaces services concurrently. A service that does not start stays outdated. */
async function replaceServices(
  { graph, log, problems, outdated }: Development,
  names: readonly string[],
  since: number,
): Promise<void> {
  const replaceOne = async (name: string): Promise<void> => {
    try {
      await graph.replace(name);
      outdated.delete(name);
      problems.clear(name);
      log(`${name} restarted in ${elapsed(since)}`);
    } catch (error) {
      const reason = messageOf(error);
      problems.report(name, `${name} does not start: ${reason}\nThe previous process keeps running`);
    }
  };
  await Promise.all(names.map(replaceOne));
}

/**
 * Publishes a graph, unless it would send an outdated service queries for fields that the service does not
 * have yet.
 */
async function publish(
  { graph, folder, log, problems, outdated, changedSchemas }: Development,
  composed: ComposedGraph,
  since: number,
): Promise<void> {
  const names = [...changedSchemas];
  if (names.some((name) => outdated.has(name))) return;
  if (writeGraph(composed, folder)) {
    const file = new URL('supergraph.graphql', folder);
    const refusal = await waitForSupergraph(file, await graph.ready.get(gatewayName));
    if (refusal !== undefined) problems.report('schema', refusal);
    else log(`the graph answers with the new schema after ${elapsed(since)}`);
  }
  changedSchemas.clear();
  // Not awaited, because no running process needs the types.
  generateTypes(names).then(
    (typed) => {
      problems.clear('types');
      if (typed.length > 0) log(`generated the resolver types of ${typed.join(', ')}`);
    },
    (error: unknown) => {
      // A later change is reported when it is composed.
      if (changedSchemas.size === 0)
        problems.report('types', `resolver types cannot be generated: ${messageOf(error)}`);
    },
  );
}

function prepareAll(graph: Graph): void {
  for (const name of graph.ready.keys()) graph.prepare(name);
}

function elapsed(since: number): string {
  return `${Math.round(performance.now() - since)} ms`;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
