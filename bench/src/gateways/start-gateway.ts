import { readNumbers } from '../processes/read-numbers.ts';
import { type Child, startChild } from '../processes/start-child.ts';
import type { GatewayKind } from './gateway-kinds.ts';

/** A measured server: its URL, additional request headers, and its process. */
export type Target = {
  readonly kind: string;
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly process: Child;
};

/** A gateway under test. */
export type RunningGateway = Target & { readonly kind: GatewayKind };

/** Starts one kind of gateway in a process of its own, with the V8 flags of the run. */
export async function startGateway(
  kind: GatewayKind,
  supergraphSdl: string,
  v8Flags: readonly string[],
): Promise<RunningGateway> {
  const process = startChild(new URL('./gateway-process.ts', import.meta.url), {
    v8Flags,
    // Otherwise the telemetry of @apollo/gateway probes cloud metadata addresses.
    env: { APOLLO_TELEMETRY_DISABLED: '1' },
  });
  const { port } = readNumbers(await process.ask('start', { kind, supergraphSdl }), ['port']);
  return { kind, url: `http://127.0.0.1:${port}/graphql`, process };
}
