import pino from 'pino';
import { prettyFactory } from 'pino-pretty';
import { requestScope } from './http/request-scope.ts';
import { standardOutput } from './log-output.ts';
import type { ProcessConfig } from './service-settings.ts';
import { describeWorker } from './workers/worker-slot.ts';

/** Structured log of a service: `log.info({ ms, … }, 'what happened')`. A request's lines carry its id. */
export type Log = pino.Logger;

/**
 * Creates the log of a service: one JSON object a line in production, readable text elsewhere. If standard output
 * accepts no lines (full disk, reader gone or slow), they are dropped and counted.
 */
export function createLog(options: {
  readonly service: string;
  readonly mode: ProcessConfig['mode'];
  readonly level: ProcessConfig['logLevel'];
}): Log {
  const settings: pino.LoggerOptions = {
    level: options.level,
    base: { service: options.service, ...describeWorker() },
    mixin: () => {
      const record = requestScope.getStore();
      return record === undefined ? {} : { requestId: record.requestId };
    },
  };
  if (options.mode === 'production')
    return pino({ ...settings, timestamp: pino.stdTimeFunctions.isoTime }, standardOutput);
  const prettify = prettyFactory({
    singleLine: true,
    ignore: 'pid,hostname,service',
    translateTime: 'HH:MM:ss.l',
    messageFormat: '{service}: {msg}',
  });
  return pino(settings, { write: (line) => standardOutput.write(prettify(line)) });
}
