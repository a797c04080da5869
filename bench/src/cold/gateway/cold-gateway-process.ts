import { createApolloServer } from '../../gateways/create-apollo-server.ts';
import { serveApollo } from '../../gateways/serve-apollo.ts';
import { answerParent } from '../../processes/answer-parent.ts';
import { createReloadableGateway, type ReloadableGateway } from './reloadable-gateway.ts';
import { startStallMeter } from './stall-meter.ts';

const stalls = startStallMeter();
let running: ReloadableGateway | undefined;

// Runs one gateway in a process of its own, which watches its own event loop, CPU and memory.
answerParent({
  start: async ({ kind, supergraphSdl, warmUpOperations, maxOperations }) => {
    if (kind !== 'stock' && kind !== 'ours') throw new Error(`Unknown gateway ${String(kind)}`);
    const documents = Array.isArray(warmUpOperations) ? warmUpOperations.map(String) : [];
    const options = {
      warmUpOperations: documents,
      ...(typeof maxOperations === 'number' ? { maxOperations } : {}),
    };
    running = await createReloadableGateway(kind, String(supergraphSdl), options);
    return { port: await serveApollo(createApolloServer(running.gateway)) };
  },
  update: async ({ supergraphSdl }) => {
    const begun = performance.now();
    await running?.update(String(supergraphSdl));
    return { ms: performance.now() - begun };
  },
  /** Figures since the last question. Memory is the current size after a collection. */
  measure: async () => {
    const stall = stalls.take();
    globalThis.gc?.();
    // The meter causes this collection itself.
    setTimeout(() => stalls.take(), 50);
    const { user, system } = process.cpuUsage();
    const { rss, heapUsed } = process.memoryUsage();
    const cpuMicros = user + system;
    return {
      stallMs: stall.wallMs,
      stallAtWorkMs: stall.atWorkMs,
      stallCpuMs: stall.cpuMs,
      cpuMicros,
      rssBytes: rss,
      heapBytes: heapUsed,
    };
  },
});
