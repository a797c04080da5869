import { readNumbers } from '../processes/read-numbers.ts';
import { startChild } from '../processes/start-child.ts';
import { composeSupergraph } from './compose-supergraph.ts';
import { type SubgraphName, subgraphNames } from './subgraph-sdl.ts';

/** Counters of the subgraphs since their start. */
export type StubCounts = Readonly<Record<'requests' | 'sentBytes' | 'answeredBytes', number>>;

/** The running subgraphs and their composed supergraph. */
export type Stubs = {
  readonly supergraphSdl: string;
  /** URL of each subgraph. */
  readonly ports: Readonly<Record<SubgraphName, number>>;
  readonly count: () => Promise<StubCounts>;
  readonly stop: () => void;
};

/** Starts the stub subgraphs in one process and composes them. Their answers have no `Cache-Control` unless one is given. */
export async function startStubs(cacheControl?: string): Promise<Stubs> {
  const process = startChild(new URL('./stub-process.ts', import.meta.url));
  const ports = readNumbers(await process.ask('start', { cacheControl }), subgraphNames);
  return {
    supergraphSdl: composeSupergraph(ports),
    ports,
    count: async () => readNumbers(await process.ask('count'), ['requests', 'sentBytes', 'answeredBytes']),
    stop: process.stop,
  };
}
