import { TraceFlags } from '@opentelemetry/api';
import pino from 'pino';
import { prettyFactory } from 'pino-pretty';
import { describeError } from './log-error.ts';
import { standardOutput } from './log-output.ts';
import { type RequestRecord, requestScope } from './request-scope.ts';
import type { ProcessConfig } from './service-settings.ts';
import { describeWorker } from './workers/worker-slot.ts';

/** Page that explains each warning and error, and what to do. */
export const helpPage = 'docs/log.md';

/** Number of pino's level `warn`. */
const warnLevel = 40;

/** Fields whose values are never written. Paths with wildcards would cost each line four times its own time. */
const secretFields = ['authorization', 'cookie', 'password', 'token', 'secret', 'variables'];

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
    mixin: (_line, level) => {
      const record = requestScope.getStore();
      return {
        ...(record !== undefined && { requestId: record.requestId, ...traceOf(record) }),
        ...(level >= warnLevel && { help: helpPage }),
      };
    },
    serializers: { err: (error: unknown) => describeError(error) },
    redact: { paths: secretFields, censor: '[redacted]' },
  };
  if (options.mode === 'production')
    return pino({ ...settings, timestamp: pino.stdTimeFunctions.isoTime }, standardOutput);
  const prettify = prettyFactory({
    singleLine: true,
    ignore: 'pid,hostname,service,help,trace_id,span_id',
    translateTime: 'HH:MM:ss.l',
    messageFormat: '{service}: {msg}',
  });
  return pino(settings, { write: (line) => standardOutput.write(prettify(line)) });
}

/** Returns the ids with which lines are found from a trace, and a trace from lines. A trace that is not kept has none. */
function traceOf({ span }: RequestRecord): Readonly<Record<string, string>> {
  if (span === undefined) return {};
  const { traceId, spanId, traceFlags } = span.spanContext();
  if ((traceFlags & TraceFlags.SAMPLED) === 0) return {};
  return { trace_id: traceId, span_id: spanId };
}
