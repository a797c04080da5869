import pino from 'pino';
import pretty from 'pino-pretty';
import { requestScope } from './http/request-scope.ts';
import type { Mode } from './mode.ts';

/** The levels of a log line, most severe first. */
export const logLevels = ['fatal', 'error', 'warn', 'info', 'debug', 'silent'] as const;

/** Structured log of one process: `log.info({ ms, … }, 'what happened')`. A request's lines carry its id. */
export type Log = pino.Logger;

/** Creates the log of a process: one JSON object a line in production, readable text elsewhere. */
export function createLog(options: {
  readonly service: string;
  readonly mode: Mode;
  readonly level: (typeof logLevels)[number];
}): Log {
  const settings: pino.LoggerOptions = {
    level: options.level,
    base: { service: options.service },
    mixin: () => ({ ...requestScope.getStore() }),
  };
  if (options.mode === 'production') return pino({ ...settings, timestamp: pino.stdTimeFunctions.isoTime });
  return pino(
    settings,
    pretty({
      singleLine: true,
      sync: true,
      ignore: 'pid,hostname,service',
      translateTime: 'HH:MM:ss.l',
      messageFormat: '{service}: {msg}',
    }),
  );
}
