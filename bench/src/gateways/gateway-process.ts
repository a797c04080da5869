import { answerParent } from '../processes/answer-parent.ts';
import { startProfile } from '../report/start-profile.ts';
import { isGatewayKind } from './gateway-kinds.ts';
import { serveGateway } from './serve-gateway.ts';

let peakRssBytes = 0;
let stopProfile: ((file: string) => Promise<void>) | undefined;

// Four samples a second cost nothing that shows, and the peak of a round is what a container's limit has to hold.
setInterval(() => {
  peakRssBytes = Math.max(peakRssBytes, process.memoryUsage.rss());
}, 250);

/** One gateway in a process of its own, which accounts for its own CPU and memory. */
answerParent({
  start: async ({ kind, supergraphSdl }) => {
    if (!isGatewayKind(kind)) throw new Error(`Unknown gateway ${String(kind)}`);
    return { port: await serveGateway(kind, String(supergraphSdl)) };
  },
  usage: async () => {
    const { user, system } = process.cpuUsage();
    const usage = {
      cpuMicros: user + system,
      peakRssBytes: Math.max(peakRssBytes, process.memoryUsage.rss()),
    };
    peakRssBytes = 0;
    return usage;
  },
  startProfile: async () => {
    stopProfile = await startProfile();
    return {};
  },
  stopProfile: async ({ file }) => {
    await stopProfile?.(String(file));
    return {};
  },
});
