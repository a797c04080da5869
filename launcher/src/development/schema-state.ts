import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { type ComposedGraph, CompositionError, composeGraph } from '@supergraph/schema/compose-graph.ts';
import { readSubgraphs, repositoryFile } from '@supergraph/schema/registry.ts';
import { writeGraph } from '@supergraph/schema/write-graph.ts';

const codegen = repositoryFile('launcher/src/codegen.ts');

/** A graph that composes and is not served yet. */
export interface ComposedSchema {
  readonly kind: 'composed';
  /** Writes it where the gateway reads it. Returns whether it has changed. */
  readonly publish: () => boolean;
}

export type Composition =
  | { readonly kind: 'unchanged' }
  | ComposedSchema
  /** The schemas do not compose. The message names each problem with its place. */
  | { readonly kind: 'refused'; readonly message: string };

/** Schemas that have changed since the served graph was composed. */
export interface SchemaState {
  readonly noteChange: (subgraph: string) => void;
  /** Subgraphs whose change is not served yet. */
  readonly changed: () => readonly string[];
  readonly compose: () => Composition;
  /**
   * Takes what has changed for served, and generates its resolver types in a process of its own, since composing and
   * generating load graphql-js each in a form of its own. Returns whose types they are.
   */
  readonly generateTypes: () => Promise<readonly string[]>;
  /** Composes once, since the first time takes far longer than later ones. Returns the problem, or undefined. */
  readonly warmUp: () => string | undefined;
}

/** Creates the state with all schemas unchanged. Composing is offline and blocks the process. */
export function createSchemaState(): SchemaState {
  const changed = new Set<string>();
  const compose = (): Composition => {
    if (changed.size === 0) return { kind: 'unchanged' };
    const graph = tryComposing();
    if (typeof graph === 'string') return { kind: 'refused', message: graph };
    return { kind: 'composed', publish: () => writeGraph(graph) };
  };
  return {
    noteChange: (subgraph) => changed.add(subgraph),
    changed: () => [...changed],
    compose,
    generateTypes: async () => {
      const names = [...changed];
      changed.clear();
      // What is installed is found from the folder in which the generator runs.
      const cwd = repositoryFile('.');
      if (names.length > 0) await promisify(execFile)(process.execPath, [codegen, ...names], { cwd });
      return names;
    },
    warmUp: () => {
      const graph = tryComposing();
      return typeof graph === 'string' ? graph : undefined;
    },
  };
}

function tryComposing(): ComposedGraph | string {
  try {
    return composeGraph(readSubgraphs());
  } catch (error) {
    if (!(error instanceof CompositionError)) throw error;
    // From the root, so that a terminal makes a link of it.
    return error.message.replaceAll(/\b[a-z][a-z0-9-]*\/schema\.graphql/g, 'subgraphs/$&');
  }
}
