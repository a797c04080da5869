import type { Subgraph, SubgraphDefinition } from './subgraph.ts';

/** The clients of subgraphs, which outlive a version of the supergraph where the next one has the same subgraph. */
export interface SubgraphClients {
  /** Takes the clients of these subgraphs, made where nobody has them yet. Throws what making one throws. */
  lease(definitions: readonly SubgraphDefinition[]): SubgraphLease;
  /** Closes all, whoever has them. */
  close(): Promise<void>;
}

/** The clients of one version of the supergraph. */
export interface SubgraphLease {
  /** By name. */
  readonly subgraphs: ReadonlyMap<string, Subgraph>;
  /** Takes them again after a release: those that were closed open again at their next request. */
  take(): void;
  /** Closes those that nobody else has. */
  release(): void;
}

interface Client {
  readonly key: string;
  readonly name: string;
  readonly subgraph: Subgraph;
  /** How many leases have it. */
  leases: number;
  close(): Promise<void>;
}

/** Clients that are the same where name and URL are. */
export function createSubgraphClients(
  createSubgraph: (subgraph: SubgraphDefinition) => Subgraph,
): SubgraphClients {
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
    // Whether a connection that nobody needs any more is closed well is no matter of anybody's request.
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
    },
    async close() {
      const closed = connected;
      connected = undefined;
      await closed?.close?.();
    },
  };
}
