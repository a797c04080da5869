import type { Subgraph } from '../subgraphs/subgraph.ts';
import type { SubgraphDefinition } from '../supergraph/join-directives.ts';

/** Clients of subgraphs. A client is kept across supergraph versions that have the same subgraph. */
export interface ClientLeases {
  /** Leases the clients of these subgraphs, and creates missing ones. Rethrows the errors of `createSubgraph`. */
  lease(definitions: readonly SubgraphDefinition[]): ClientLease;
  /** Closes all clients, including leased ones. */
  close(): Promise<void>;
}

/** Clients of one supergraph version. */
export interface ClientLease {
  /** Clients by subgraph name. */
  readonly subgraphs: ReadonlyMap<string, Subgraph>;
  /** Leases the clients again after a release. Closed clients reopen at their next request. */
  take(): void;
  /** Closes the clients that no other lease has. */
  release(): void;
}

interface Client {
  readonly key: string;
  readonly name: string;
  readonly subgraph: Subgraph;
  /** Number of leases. */
  leases: number;
  close(): Promise<void>;
}

/** Creates the clients. Subgraphs with the same name and URL share one client. */
export function createClientLeases(createSubgraph: (subgraph: SubgraphDefinition) => Subgraph): ClientLeases {
  const open = new Map<string, Client>();
  const closing = new Set<Promise<void>>();
  const take = (client: Client): void => {
    client.leases += 1;
    if (!open.has(client.key)) open.set(client.key, client);
  };
  const release = (client: Client): void => {
    client.leases -= 1;
    if (client.leases > 0) return;
    if (open.get(client.key) === client) open.delete(client.key);
    close(client);
  };
  const close = (client: Client): void => {
    // Errors are ignored, because an unused connection affects no request.
    const closed: Promise<void> = client
      .close()
      .catch(() => {})
      .finally(() => closing.delete(closed));
    closing.add(closed);
  };
  return {
    lease(definitions) {
      const clients: Client[] = [];
      const releaseAll = (): void => clients.forEach(release);
      try {
        for (const definition of definitions) {
          const client = open.get(keyOf(definition)) ?? createClient(createSubgraph, definition);
          clients.push(client);
          take(client);
        }
      } catch (cause) {
        releaseAll();
        throw cause;
      }
      return {
        subgraphs: new Map(clients.map(({ name, subgraph }) => [name, subgraph])),
        take: () => clients.forEach(take),
        release: releaseAll,
      };
    },
    async close() {
      for (const client of open.values()) close(client);
      open.clear();
      await Promise.all(closing);
    },
  };
}

function keyOf({ name, url }: SubgraphDefinition): string {
  return JSON.stringify([name, url]);
}

function createClient(
  createSubgraph: (subgraph: SubgraphDefinition) => Subgraph,
  definition: SubgraphDefinition,
): Client {
  let connected: Subgraph | undefined = createSubgraph(definition);
  return {
    key: keyOf(definition),
    name: definition.name,
    leases: 0,
    subgraph: {
      execute(request) {
        connected ??= createSubgraph(definition);
        return connected.execute(request);
      },
      ...(connected.subscribe && {
        subscribe(request) {
          connected ??= createSubgraph(definition);
          return connected.subscribe?.(request) ?? neverWithout(definition);
        },
      }),
    },
    async close() {
      const closed = connected;
      connected = undefined;
      await closed?.close?.();
    },
  };
}

function neverWithout({ name }: SubgraphDefinition): never {
  throw new Error(`createSubgraph must give every client of "${name}" the same methods`);
}
