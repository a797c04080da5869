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
  /** Throws in a monolith, whose subgraphs have none. */
  readonly url: string;
  readonly databaseUrl: string;
  /** The SQL statements sent since they were last taken, transaction control included. */
  readonly takeStatements: () => readonly string[];
  /** Runs SQL in the subgraph's database, as its own role. */
  readonly sql: (text: string, values?: readonly unknown[]) => Promise<readonly Record<string, unknown>[]>;
  /** Asks the subgraph itself, as the graph's gateway would. */
  readonly ask: (
    query: string,
    variables: Readonly<Record<string, unknown>>,
    as: Person | 'anonymous',
  ) => Promise<Answer>;
  /** Starts it again on its port. Throws in a monolith, as `stop` does: there it is no process of its own. */
  readonly start: () => Promise<void>;
  readonly stop: () => Promise<void>;
}

/** A gateway and its subgraphs, however they are started. */
export interface RunningTopology {
  /** The gateway's, as in `http://127.0.0.1:4000`. */
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
