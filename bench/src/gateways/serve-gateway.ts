import type { GatewayKind } from './gateway-kinds.ts';

/**
 * Serves one kind of gateway on a free port. Imports only that kind, so that the process holds the code and memory of no
 * other.
 */
export async function serveGateway(kind: GatewayKind, supergraphSdl: string): Promise<number> {
  switch (kind) {
    case 'stock':
      return (await import('./serve-stock.ts')).serveStock(supergraphSdl);
    case 'ours':
      return (await import('./serve-ours.ts')).serveOurs(supergraphSdl);
    case 'engine':
      return (await import('./serve-engine.ts')).serveEngine(supergraphSdl);
    case 'floor':
      return (await import('./serve-floor.ts')).serveFloor(supergraphSdl);
    case 'bare':
      return (await import('./serve-bare.ts')).serveBare(supergraphSdl);
    case 'hive':
      return (await import('./serve-hive.ts')).serveHive(supergraphSdl);
    default:
      return refuse(kind);
  }
}

function refuse(kind: never): never {
  throw new Error(`Unknown gateway ${String(kind)}`);
}
