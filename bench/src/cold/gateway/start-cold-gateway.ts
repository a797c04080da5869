import { readNumbers } from '../../processes/read-numbers.ts';
import { startChild } from '../../processes/start-child.ts';
import type { ColdKind } from './reloadable-gateway.ts';

/** What a gateway's process tells of itself: stalls since it was asked the last time, CPU since it began. */
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
  /** Resolves, with how long it took, when the supergraph is served. */
  readonly update: (supergraphSdl: string) => Promise<number>;
  readonly measure: () => Promise<Measured>;
  readonly stop: () => void;
};

/** Starts a gateway in a process of its own. */
export async function startColdGateway(
  kind: ColdKind,
  supergraphSdl: string,
  warmUpOperations: readonly string[] = [],
): Promise<ColdGateway> {
  const process = startChild(new URL('./cold-gateway-process.ts', import.meta.url), {
    v8Flags: ['--expose-gc'],
    // Stock's telemetry would otherwise probe the cloud's metadata addresses.
    env: { APOLLO_TELEMETRY_DISABLED: '1' },
  });
  const { port } = readNumbers(await process.ask('start', { kind, supergraphSdl, warmUpOperations }), [
    'port',
  ]);
  return {
    kind,
    url: `http://127.0.0.1:${port}/graphql`,
    update: async (sdl) => readNumbers(await process.ask('update', { supergraphSdl: sdl }), ['ms']).ms,
    measure: async () => readNumbers(await process.ask('measure'), measuredFields),
    stop: process.stop,
  };
}
