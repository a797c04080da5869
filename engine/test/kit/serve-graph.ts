import { onTestFinished } from 'vitest';
import { createGateway } from '../../src/index.ts';
import { bePatient, type TestGatewayOptions } from './be-patient.ts';
import { composeSubgraphs } from './compose-subgraphs.ts';
import { type ServedSubgraph, serveSubgraph } from './serve-subgraph.ts';
import { type AtEnd, shareInFile } from './share-in-file.ts';
import { type ExecuteOperation, startServer } from './start-server.ts';
import type { SubgraphDefinition } from './subgraph-definition.ts';

/** A gateway in Apollo Server with its subgraphs behind real HTTP. */
export interface ServedGraph {
  readonly execute: ExecuteOperation;
  /** Returns a served subgraph. Throws for a name that the test did not define. */
  subgraph(name: string): ServedSubgraph;
}

type Definitions = Readonly<Record<string, SubgraphDefinition>>;
type Edit = (supergraphSdl: string) => string;

const unchanged: Edit = (supergraphSdl) => supergraphSdl;

/**
 * Serves and composes the subgraphs and starts a server on them. `options` go to `createGateway`; `edit` changes the
 * supergraph to what another composer would write.
 */
export function serveGraph(
  definitions: Definitions,
  options: TestGatewayOptions = {},
  edit: Edit = unchanged,
): Promise<ServedGraph> {
  return openGraph(definitions, bePatient(options), edit, onTestFinished);
}

/**
 * Serves a graph once for all tests of a file that only send operations. Returns a function that gives each
 * test the graph, without the records and interceptions of earlier tests.
 */
export function shareGraph(
  definitions: Definitions,
  options: TestGatewayOptions = {},
  edit: Edit = unchanged,
): () => Promise<ServedGraph> {
  const open = shareInFile((atEnd) => openGraph(definitions, bePatient(options, independent), edit, atEnd));
  return async () => {
    const graph = await open();
    for (const name of Object.keys(definitions)) graph.subgraph(name).reset();
    return { ...graph, subgraph: (name) => ({ ...graph.subgraph(name), stop: refuseToStop }) };
  };
}

async function refuseToStop(): Promise<never> {
  throw new Error('A subgraph of a shared graph must not be stopped: use serveGraph for this test');
}

/** Without a circuit breaker and with retries for all, failures in one test do not affect others. */
const independent = { breaker: { failurePercent: 0 }, retryBudgetPercent: 200 };

async function openGraph(
  definitions: Definitions,
  options: TestGatewayOptions,
  edit: Edit,
  atEnd: AtEnd,
): Promise<ServedGraph> {
  const served = new Map<string, ServedSubgraph>();
  for (const [name, definition] of Object.entries(definitions)) {
    const subgraph = await serveSubgraph(definition);
    atEnd(() => subgraph.stop());
    served.set(name, subgraph);
  }
  const subgraph = (name: string): ServedSubgraph => {
    const found = served.get(name);
    if (found === undefined)
      throw new Error(`A test may only ask for a subgraph that it defined, got "${name}"`);
    return found;
  };
  const supergraphSdl = edit(composeSubgraphs(definitions, (name) => subgraph(name).url));
  return { execute: await startServer(createGateway({ supergraphSdl, ...options }), { atEnd }), subgraph };
}
