import {
  createHttpSubgraph,
  createResilientSubgraph,
  type GatewayOptions,
  type ResilienceOptions,
} from '../../src/index.ts';

/** Options of a test's gateway besides its supergraph. */
export type TestGatewayOptions = Omit<GatewayOptions, 'supergraphSdl'>;

const aMinute = 60_000;

/**
 * Returns the options with time limits so long that a busy machine does not reach them, unless the test sets
 * its own.
 */
export function bePatient<T extends TestGatewayOptions>(options: T, resilience: ResilienceOptions = {}): T {
  const planning = { timeoutMs: aMinute, maxWaitMs: aMinute, ...options.planning };
  if (options.buildService !== undefined) return { ...options, planning };
  const createSubgraph: GatewayOptions['createSubgraph'] = ({ url }) =>
    createResilientSubgraph(createHttpSubgraph({ url, timeoutMs: aMinute }), {
      queueWaitMs: aMinute,
      ...resilience,
    });
  return { createSubgraph, ...options, planning };
}
