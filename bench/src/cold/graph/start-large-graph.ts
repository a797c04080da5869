import { readNumbers } from '../../processes/read-numbers.ts';
import { startChild } from '../../processes/start-child.ts';
import { composeLargeGraph } from './generated-schema.ts';
import { guestName, subgraphNames, versionCount } from './large-graph.ts';

/** The running subgraphs, and one composed supergraph for each version. */
export type RunningLargeGraph = {
  readonly types: number;
  readonly supergraphs: readonly string[];
  readonly setFailing: (name: string, isFailing: boolean) => Promise<void>;
  readonly stop: () => void;
};

/** Starts the subgraphs of a generated graph with the given number of entity types, and composes its versions. */
export async function startLargeGraph(types: number): Promise<RunningLargeGraph> {
  const process = startChild(new URL('./generated-process.ts', import.meta.url));
  const names = [...subgraphNames, guestName];
  const ports = readNumbers(await process.ask('start', { types }), names);
  const urls = Object.fromEntries(names.map((name) => [name, `http://127.0.0.1:${ports[name]}/`]));
  return {
    types,
    supergraphs: Array.from({ length: versionCount }, (_, version) =>
      composeLargeGraph({ types, version }, urls),
    ),
    setFailing: async (name, isFailing) => void (await process.ask('setFailing', { name, isFailing })),
    stop: process.stop,
  };
}
