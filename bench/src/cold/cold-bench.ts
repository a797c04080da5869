import type { ColdOptions } from './cold-options.ts';
import type { ColdKind } from './gateway/reloadable-gateway.ts';
import type { RunningLargeGraph } from './graph/start-large-graph.ts';
import type { LoadProcess } from './load/start-load.ts';

/** Graph, processes and settings that the sections share. */
export type ColdBench = {
  readonly graph: RunningLargeGraph;
  readonly load: LoadProcess;
  /** The data of an operation's right answer, the same on every version of the graph. */
  readonly oracle: (query: string) => string;
  readonly options: ColdOptions;
};

/** Names of the gateways in tables. */
export const coldTitles: Readonly<Record<ColdKind, string>> = {
  stock: '@apollo/gateway',
  ours: '@supergraph/engine',
};

/** The compared gateways, in the order of the tables. */
export const coldKinds: readonly ColdKind[] = ['stock', 'ours'];
