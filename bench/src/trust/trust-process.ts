import { answerParent } from '../processes/answer-parent.ts';
import { readTexts } from '../processes/read-texts.ts';

// Runs a server in a process of its own, with all security features or with none.
answerParent({
  start: async ({ kind, supergraphSdl, env }) => {
    if (kind === 'guarded')
      return { port: await (await import('./serve-guarded.ts')).serveGuarded(readTexts(env)) };
    const { serveBare } = await import('./serve-bare.ts');
    return { port: await serveBare(String(supergraphSdl), readTexts(env)) };
  },
  usage: async () => {
    const { user, system } = process.cpuUsage();
    return { cpuMicros: user + system, peakRssBytes: process.resourceUsage().maxRSS * 1024 };
  },
});
