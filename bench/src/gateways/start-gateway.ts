import { readNumbers } from '../processes/read-numbers.ts';
import { type Child, startChild } from '../processes/start-child.ts';
import type { GatewayKind } from './gateway-kinds.ts';

/** A gateway under test: where it answers, and its process. */
export type RunningGateway = { readonly kind: GatewayKind; readonly url: string; readonly process: Child };

/** Starts one kind of gateway in a process of its own, with the V8 flags that every gateway of the run gets. */
export async function startGateway(
  kind: GatewayKind,
  supergraphSdl: string,
  v8Flags: readonly string[],
): Promise<RunningGateway> {
  const process = startChild(new URL('./gateway-process.ts', import.meta.url), {
    v8Flags,
    // Stock's telemetry would otherwise probe the cloud's metadata addresses.
    env: { APOLLO_TELEMETRY_DISABLED: '1' },
  });
  const { port } = readNumbers(await process.ask('start', { kind, supergraphSdl }), ['port']);
  return { kind, url: `http://127.0.0.1:${port}/graphql`, process };
}
