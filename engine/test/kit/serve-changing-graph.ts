import { onTestFinished } from 'vitest';
import {
  createGateway,
  type Gateway,
  type GatewayOptions,
  type SupergraphEvent,
  type SupergraphHooks,
} from '../../src/index.ts';
import { bePatient } from './be-patient.ts';
import { composeSubgraphs } from './compose-subgraphs.ts';
import { type ServedSubgraph, serveSubgraph } from './serve-subgraph.ts';
import { type ExecuteOperation, startServer, type TestServerOptions } from './start-server.ts';
import type { SubgraphDefinition } from './subgraph-definition.ts';

/** Subgraphs by name. */
export type Definitions = Readonly<Record<string, SubgraphDefinition>>;

/** A gateway in Apollo Server whose supergraph can change. Stops with the test. */
export interface ChangingGraph {
  readonly gateway: Gateway;
  readonly execute: ExecuteOperation;
  /** Events of the gateway's supergraphs, in order. */
  readonly events: readonly SupergraphEvent[];
  /** The errors in the server's log. */
  readonly logged: readonly string[];
  /** Gives the gateway another supergraph, and returns the resulting event. */
  change(supergraphSdl: string): Promise<SupergraphEvent>;
  /**
   * Composes a supergraph of these subgraphs, with the addresses of the served subgraphs of the same names.
   */
  compose(definitions: Definitions): string;
  subgraph(name: string): ServedSubgraph;
}

/** Serves the subgraphs and a gateway on the supergraph that they compose to. */
export async function serveChangingGraph(
  definitions: Definitions,
  options: Omit<GatewayOptions, 'supergraphSdl'> & TestServerOptions = {},
): Promise<ChangingGraph> {
  const served = new Map<string, ServedSubgraph>();
  for (const [name, definition] of Object.entries(definitions)) {
    const subgraph = await serveSubgraph(definition);
    onTestFinished(() => subgraph.stop());
    served.set(name, subgraph);
  }
  const compose = (some: Definitions): string => composeSubgraphs(some, (name) => find(served, name).url);
  const events: SupergraphEvent[] = [];
  const logged: string[] = [];
  let hooks: SupergraphHooks | undefined;
  const gateway = createGateway({
    ...bePatient(options),
    supergraphSdl: async (given) => {
      hooks = given;
      return { supergraphSdl: compose(definitions) };
    },
    onSupergraph: (event) => events.push(event),
  });
  const { plugins = [] } = options;
  return {
    gateway,
    execute: await startServer(gateway, { plugins, onError: (message) => logged.push(message) }),
    events,
    logged,
    async change(supergraphSdl) {
      try {
        await hooks?.update(supergraphSdl);
      } catch {
        // A refusal is an event too.
      }
      const event = events.at(-1);
      if (event === undefined) throw new Error('A gateway tells of each supergraph');
      return event;
    },
    compose,
    subgraph: (name) => find(served, name),
  };
}

function find(served: ReadonlyMap<string, ServedSubgraph>, name: string): ServedSubgraph {
  const found = served.get(name);
  if (found === undefined)
    throw new Error(`A test may only ask for a subgraph that it defined, got "${name}"`);
  return found;
}
