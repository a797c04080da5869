import { answerParent } from '../processes/answer-parent.ts';
import { isCacheKind } from './cache-kinds.ts';
import { serveCached } from './serve-cached.ts';

// Runs one gateway in a process of its own, which accounts for its own CPU and memory.
answerParent({
  start: async ({ kind, supergraphSdl }) => {
    if (!isCacheKind(kind)) throw new Error(`Unknown gateway ${String(kind)}`);
    return { port: await serveCached(kind, String(supergraphSdl)) };
  },
  usage: async () => {
    const { user, system } = process.cpuUsage();
    return { cpuMicros: user + system, peakRssBytes: process.resourceUsage().maxRSS * 1024 };
  },
});
