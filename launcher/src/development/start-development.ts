import { repositoryFile } from '@supergraph/schema/registry.ts';
import { gatewayName } from '../services.ts';
import type { Graph } from '../start-graph.ts';
import { waitForSupergraph } from '../wait-for-gateway.ts';
import { createProblemList } from './problem-list.ts';
import { type ComposedSchema, createSchemaState } from './schema-state.ts';
import { effectOf, sourceFolders } from './source-effect.ts';
import { watchFiles } from './watch-files.ts';

export interface DevelopmentOptions {
  readonly graph: Graph;
  /** File in which the gateway reads the problems of the sources. */
  readonly problemFile: string;
  readonly log: (sentence: string) => void;
}

/**
 * Follows the sources of a graph that runs: what has changed takes the place of what runs once it is known to work, a
 * service before the supergraph that asks it, and what does not work is told and leaves the graph as it is.
 */
export async function startDevelopment({ graph, problemFile, log }: DevelopmentOptions): Promise<void> {
  const schema = createSchemaState();
  const problems = createProblemList(problemFile, log);
  const due = new Set<string>();
  const changed = new Set<string>();
  let noticedAt = 0;
  let isBusy = false;

  /** Replaces the changed services, all at once. A service that does not start stays due. */
  const replace = async (names: readonly string[], since: number): Promise<void> => {
    const replaceOne = async (name: string): Promise<void> => {
      try {
        await graph.replace(name);
        due.delete(name);
        problems.clear(name);
        log(`${name} restarted in ${elapsed(since)}`);
      } catch (error) {
        problems.report(
          name,
          `${name} does not start as it is now: ${messageOf(error)}. The one before goes on`,
        );
      }
    };
    await Promise.all(names.map(replaceOne));
  };

  const apply = async (paths: readonly string[], since: number): Promise<void> => {
    const effects = paths.flatMap((path) => effectOf(path) ?? []);
    for (const effect of effects) {
      if (effect.kind === 'registry') log('schema/subgraphs.json has changed: start npm run dev again');
      if (effect.kind === 'restart-all') for (const name of graph.ready.keys()) due.add(name);
      if (effect.kind === 'restart' || effect.kind === 'schema') due.add(effect.service);
      if (effect.kind === 'schema') schema.noteChange(effect.service);
    }
    if (effects.some(({ kind }) => kind === 'restart-all')) prepareAll();
    const composed = schema.compose();
    if (composed.kind === 'refused')
      problems.report('schema', `${composed.message}\nThe graph before goes on`);
    if (composed.kind === 'composed') problems.clear('schema');
    const waiting = composed.kind === 'refused' ? schema.changed() : [];
    const names = [...due].filter((name) => graph.ready.has(name) && !waiting.includes(name));
    await replace(
      names.filter((name) => name !== gatewayName),
      since,
    );
    if (composed.kind === 'composed') await publish(composed, since);
    if (due.has(gatewayName)) await replace([gatewayName], since);
    for (const name of names) graph.prepare(name);
  };

  /** A supergraph must not ask a service for fields that it does not have yet. */
  const publish = async (composed: ComposedSchema, since: number): Promise<void> => {
    const names = schema.changed();
    if (names.some((name) => due.has(name))) return;
    if (composed.publish()) {
      const refusal = await waitForSupergraph(await graph.ready.get(gatewayName));
      if (refusal !== undefined) problems.report('schema', refusal);
      else log(`the graph answers with the new schema after ${elapsed(since)}`);
    }
    // Nothing that runs needs them, so that nobody waits.
    schema.generateTypes().then(
      (made) => {
        problems.clear('types');
        log(`the resolver types of ${made.join(', ')} are made anew`);
      },
      (error: unknown) => {
        // What has changed meanwhile is told when it is composed.
        if (schema.changed().length === 0)
          problems.report('types', `resolver types cannot be made: ${messageOf(error)}`);
      },
    );
  };

  const work = async (): Promise<void> => {
    isBusy = true;
    while (changed.size > 0) {
      const paths = [...changed];
      changed.clear();
      await apply(paths, noticedAt).catch((error: unknown) => log(messageOf(error)));
    }
    isBusy = false;
  };

  const prepareAll = (): void => {
    for (const name of graph.ready.keys()) graph.prepare(name);
  };

  const first = schema.warmUp();
  if (first !== undefined) problems.report('schema', first);
  prepareAll();
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

function elapsed(since: number): string {
  return `${Math.round(performance.now() - since)} ms`;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
