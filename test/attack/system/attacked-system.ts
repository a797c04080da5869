import type { IdentityProvider } from '../../graph/identity-provider.ts';
import type { Person } from '../../graph/people.ts';
import type { ProductionKeys } from '../../graph/production-keys.ts';
import type { StubServer } from '../../graph/stub-server.ts';
import type { LeakScan } from './leak-scan.ts';
import type { Victim } from './victim.ts';

/**
 * The attacked processes. The gateway `gateway` runs as in production. `enforcing` executes registered
 * operations only, and its subgraph `orders` is hostile. `metered` has low rate limits, short deadlines, and
 * keys from an identity provider.
 */
export const serviceNames = ['gateway', 'enforcing', 'metered', 'users', 'orders'] as const;

export type ServiceName = (typeof serviceNames)[number];

/** Memory of a process in bytes, after a garbage collection. */
export interface MemoryUse {
  readonly rss: number;
  readonly heapUsed: number;
}

/** A whole graph in production mode: real processes, a real database, and all protections on. */
export interface AttackedSystem {
  /** Origins of the processes, such as `http://127.0.0.1:4000`. */
  readonly origins: Readonly<Record<ServiceName, string>>;
  readonly keys: ProductionKeys;
  /** Path of the file with the registered operations. */
  readonly manifest: string;
  /** Publishes the clients' keys for the gateway `metered`. */
  readonly provider: IdentityProvider;
  /** Stand-in for `orders` behind the gateway `enforcing`. */
  readonly falseOrders: StubServer;
  /** The customer whose data nobody else may read. */
  readonly victim: Victim;
  /**
   * Returns a token of this person that a service accepts: a client's at gateways, an internal one at
   * subgraphs.
   */
  readonly tokenFor: (service: ServiceName, person: Person) => Promise<string>;
  /** Returns the secrets in an answer: addresses, causes, stacks, keys, passwords, folders. */
  readonly findLeaks: LeakScan;
  /** Returns the problems since the last call: ended processes, failures in logs, lines on stderr. */
  readonly takeFailures: () => readonly string[];
  readonly memoryOf: (service: ServiceName) => Promise<MemoryUse>;
  /** Runs SQL in a subgraph's database as its own role. */
  readonly sql: (subgraph: 'users' | 'orders', text: string) => Promise<unknown>;
  readonly stop: () => Promise<void>;
}
