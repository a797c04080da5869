import { setImmediate } from 'node:timers/promises';
import { serveHive } from '../gateways/serve-hive.ts';
import { servePart } from '../graph/serve-part.ts';
import { answerParent } from '../processes/answer-parent.ts';
import { readTexts } from '../processes/read-texts.ts';
import { createProfileAnswers } from '../report/start-profile.ts';

// Runs a gateway or the subgraph in a process of its own, which accounts for its CPU and memory.
answerParent({
  start: async ({ kind, env, supergraphSdl, location, token }) => {
    if (kind !== 'hive') {
      const part = kind === 'orders' ? 'orders' : 'gateway';
      return { origin: await servePart(part, readTexts(env), () => {}) };
    }
    const headers = [['authorization', `Bearer ${token}`]];
    // Hive Gateway subscribes with GET by default, which the subgraph does not accept.
    const options = { deduplicateInflightRequests: false, method: 'POST' };
    const subgraph = { location: String(location), headers, options };
    const port = await serveHive(String(supergraphSdl), subgraph);
    return { origin: `http://127.0.0.1:${port}` };
  },
  usage: async () => {
    const { user, system } = process.cpuUsage();
    return { cpuMs: (user + system) / 1000, rssBytes: process.memoryUsage.rss() };
  },
  heap: async () => {
    if (globalThis.gc === undefined) throw new Error('the process must run with --expose-gc');
    // Finalizers free more, which only another collection finds.
    for (let round = 0; round < 3; round += 1) {
      globalThis.gc();
      await setImmediate();
    }
    return { heapBytes: process.memoryUsage().heapUsed };
  },
  ...createProfileAnswers(),
});
