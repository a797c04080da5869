import { onTestFinished } from 'vitest';
import {
  type ClientRequest,
  createEngine,
  createLocalSubgraph,
  type Engine,
  type EngineOptions,
  noClient,
  type OperationRequest,
  type OperationResult,
  type SupergraphEvent,
} from '../../src/index.ts';
import { composeSubgraphs } from './compose-subgraphs.ts';
import type { AtEnd } from './share-in-file.ts';
import { createSubgraphSchema, type SubgraphDefinition } from './subgraph-definition.ts';

/** An engine without a server, over subgraphs in this process. Stops with the test. */
export interface StartedEngine {
  readonly engine: Engine;
  readonly events: readonly SupergraphEvent[];
  /** Prepares and executes an operation. */
  execute(text: string, request?: Partial<OperationRequest>): Promise<OperationResult>;
  /** Serves another supergraph of these subgraphs. */
  change(definitions: Readonly<Record<string, SubgraphDefinition>>): Promise<void>;
}

/**
 * Starts an engine. `definitions` contains every subgraph that the test will serve. It stops with the test,
 * or at `atEnd`.
 */
export async function startEngine(
  definitions: Readonly<Record<string, SubgraphDefinition>>,
  options: Omit<EngineOptions, 'supergraph'> = {},
  atEnd: AtEnd = onTestFinished,
): Promise<StartedEngine> {
  const compose = (some: typeof definitions) => composeSubgraphs(some, (name) => `http://${name}.invalid/`);
  const current = { ...definitions };
  const events: SupergraphEvent[] = [];
  let update: (sdl: string) => Promise<void> = async () => {};
  const engine = createEngine({
    createSubgraph: ({ name }) => {
      const definition = current[name];
      if (definition === undefined) throw new Error(`A test must define its subgraphs: ${name}`);
      return createLocalSubgraph({ schema: createSubgraphSchema(definition) });
    },
    onSupergraph: (event) => events.push(event),
    ...options,
    supergraph: async (given) => {
      update = given;
      return { supergraphSdl: compose(definitions) };
    },
  });
  await engine.load();
  atEnd(() => engine.stop());
  return {
    engine,
    events,
    async execute(text, request = {}) {
      const prepared = await engine.prepare({ text, client: noClient, ...request });
      return prepared.kind === 'refused' ? prepared : engine.execute(prepared);
    },
    async change(changed) {
      Object.assign(current, changed);
      await update(compose(changed));
    },
  };
}

/** Creates a client with this context. */
export function createClient(contextValue: ClientRequest['contextValue']): ClientRequest {
  return { ...noClient, origin: 'client', contextValue };
}
