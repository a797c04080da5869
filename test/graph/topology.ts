import type { Environment } from '@supergraph/service-kit/config.ts';
import { inject } from 'vitest';
import type { Answer } from './answer.ts';
import type { Person } from './people.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** Topology of the graphs in this run: separate services, or one process. */
    readonly topology: 'services' | 'monolith';
  }
}

/** Topology of the graphs in this run. */
export const topology = inject('topology');

/** A subgraph of a test. */
export interface TestSubgraph {
  /** URL of the subgraph. Throws in a monolith, where it has none. */
  readonly url: string;
  readonly databaseUrl: string;
  /** Returns the SQL statements sent since the last call, transaction control included. */
  readonly takeStatements: () => readonly string[];
  /** Runs SQL in the subgraph's database, as the subgraph's role. */
  readonly sql: (text: string, values?: readonly unknown[]) => Promise<readonly Record<string, unknown>[]>;
  /** Sends an operation to the subgraph directly, as the graph's gateway would. */
  readonly ask: (
    query: string,
    variables: Readonly<Record<string, unknown>>,
    as: Person | 'anonymous',
  ) => Promise<Answer>;
  /**
   * Starts it again on its port. Throws in a monolith, as `stop` does, since it has no process of its own
   * there.
   */
  readonly start: () => Promise<void>;
  readonly stop: () => Promise<void>;
}

/** A gateway and its subgraphs in any topology. */
export interface RunningTopology {
  /** Origin of the gateway, such as `http://127.0.0.1:4000`. */
  readonly origin: string;
  readonly users: TestSubgraph;
  readonly orders: TestSubgraph;
  readonly stop: () => Promise<void>;
}

/** Additional environment variables: for every service, and for the gateway alone. */
export interface TopologyOptions {
  readonly env: Environment;
  readonly gatewayEnv: Environment;
  readonly dataDir: string;
}
