import { answerParent } from '../processes/answer-parent.ts';
import { isRecord } from '../processes/is-record.ts';
import { startProfile } from '../report/start-profile.ts';
import { readPart } from './parts.ts';
import { servePart } from './serve-part.ts';

let statements = 0;
let stopProfile: ((file: string) => Promise<void>) | undefined;

// Runs one part of a topology in a process of its own, which accounts for its CPU, memory and SQL statements.
answerParent({
  start: async ({ part, env }) => {
    const variables = isRecord(env) ? Object.entries(env).map(([name, value]) => [name, String(value)]) : [];
    const count = (): void => {
      statements += 1;
    };
    return { origin: await servePart(readPart(part), Object.fromEntries(variables), count) };
  },
  usage: async () => {
    const { user, system } = process.cpuUsage();
    return { cpuMicros: user + system, peakRssBytes: process.resourceUsage().maxRSS * 1024, statements };
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
