import type { LauncherConfig } from './launcher-config.ts';
import type { Lease } from './leases.ts';
import type { WantedPort } from './port-free.ts';

/** The names of the services that are not in the registry: the gateway, and all services in one process. */
export const gatewayName = 'gateway';
export const monolithName = 'monolith';

/** The ports that the services by these names listen on. */
export function wantedPorts(
  { host, port, subgraphs }: LauncherConfig,
  names: readonly string[],
): readonly WantedPort[] {
  const all = [
    { name: gatewayName, variable: 'PORT', port, host },
    { name: monolithName, variable: 'PORT', port, host },
    ...subgraphs.map((subgraph) => {
      return { name: subgraph.name, variable: `${subgraph.prefix}_PORT`, port: subgraph.port, host };
    }),
  ];
  return all.filter(({ name }) => names.includes(name));
}

/** What a launcher's lease says: its ports. */
export function noteOf(ports: readonly WantedPort[]): string {
  return ports.map(({ port }) => port).join();
}

/** Throws when another launcher has one of the ports; it may have started so recently that nobody listens yet. */
export function checkNotTaken(ports: readonly WantedPort[], launchers: readonly Lease[]): void {
  for (const { pid, note } of launchers) {
    const taken = ports.find(({ port }) => note.split(',').includes(String(port)));
    if (taken === undefined) continue;
    throw new Error(
      `Port ${taken.port} is busy: what process ${pid} started runs there. Stop it, or set ${taken.variable} to a free port.`,
    );
  }
}
