import { answerParent } from '../processes/answer-parent.ts';
import { readTexts } from '../processes/read-texts.ts';
import { createProfileAnswers } from '../report/start-profile.ts';
import { readPart } from './parts.ts';
import { servePart } from './serve-part.ts';

let statements = 0;

// Runs one part of a topology in a process of its own, which accounts for its CPU, memory and SQL statements.
answerParent({
  start: async ({ part, env }) => {
    const count = (): void => {
      statements += 1;
    };
    return { origin: await servePart(readPart(part), readTexts(env), count) };
  },
  usage: async () => {
    const { user, system } = process.cpuUsage();
    return { cpuMicros: user + system, peakRssBytes: process.resourceUsage().maxRSS * 1024, statements };
  },
  ...createProfileAnswers(),
});
