import { readNumbers } from '../../processes/read-numbers.ts';
import { startChild } from '../../processes/start-child.ts';
import type { ColdKind, OwnOptions } from './reloadable-gateway.ts';

/** Figures of a gateway's process: stalls since the last question, CPU since its start. */
export type Measured = Readonly<Record<(typeof measuredFields)[number], number>>;

const measuredFields = [
  'stallMs',
  'stallAtWorkMs',
  'stallCpuMs',
  'cpuMicros',
  'rssBytes',
  'heapBytes',
] as const;

/** A gateway under test. */
export type ColdGateway = {
  readonly kind: ColdKind;
  readonly url: string;
  /** Resolves with the duration in milliseconds when the supergraph is served. */
  readonly update: (supergraphSdl: string) => Promise<number>;
  readonly measure: () => Promise<Measured>;
  readonly stop: () => void;
};

/** Starts a gateway in a process of its own. */
export async function startColdGateway(
  kind: ColdKind,
  supergraphSdl: string,
  options: OwnOptions = {},
): Promise<ColdGateway> {
  const process = startChild(new URL('./cold-gateway-process.ts', import.meta.url), {
    v8Flags: ['--expose-gc'],
    // Otherwise the telemetry of @apollo/gateway probes cloud metadata addresses.
    env: { APOLLO_TELEMETRY_DISABLED: '1' },
  });
  const { port } = readNumbers(await process.ask('start', { kind, supergraphSdl, ...options }), ['port']);
  return {
    kind,
    url: `http://127.0.0.1:${port}/graphql`,
    update: async (sdl) => readNumbers(await process.ask('update', { supergraphSdl: sdl }), ['ms']).ms,
    measure: async () => readNumbers(await process.ask('measure'), measuredFields),
    stop: process.stop,
  };
}
