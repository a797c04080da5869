import { answerParent } from '../processes/answer-parent.ts';
import { createProfileAnswers } from '../report/start-profile.ts';
import { isGatewayKind } from './gateway-kinds.ts';
import { serveGateway } from './serve-gateway.ts';

// Runs one gateway in a process of its own, which accounts for its own CPU and memory.
answerParent({
  start: async ({ kind, supergraphSdl }) => {
    if (!isGatewayKind(kind)) throw new Error(`Unknown gateway ${String(kind)}`);
    return { port: await serveGateway(kind, String(supergraphSdl)) };
  },
  usage: async () => {
    const { user, system } = process.cpuUsage();
    // The kernel keeps the peak. Sampling memoryUsage() would cost CPU that counts as the gateway's.
    return { cpuMicros: user + system, peakRssBytes: process.resourceUsage().maxRSS * 1024 };
  },
  ...createProfileAnswers(),
});
