import type { LauncherConfig } from './launcher-config.ts';
import type { Lease } from './leases.ts';
import type { WantedPort } from './port-free.ts';

/** Names of the services that are not registered: the gateway and the monolith. */
export const gatewayName = 'gateway';
export const monolithName = 'monolith';

/** Returns the ports of the named services. */
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

/** Note of a launcher's lease: its ports. */
export function noteOf(ports: readonly WantedPort[]): string {
  return ports.map(({ port }) => port).join();
}

/** Throws if another launcher has one of the ports. It may have started so recently that nothing listens yet. */
export function checkNotTaken(ports: readonly WantedPort[], launchers: readonly Lease[]): void {
  for (const { pid, note } of launchers) {
    const taken = ports.find(({ port }) => note.split(',').includes(String(port)));
    if (taken === undefined) continue;
    throw new Error(
      `Port ${taken.port} is busy: what process ${pid} started runs there. Stop it, or set ${taken.variable} to a free port.`,
    );
  }
}
