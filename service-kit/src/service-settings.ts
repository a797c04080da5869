// biome-ignore-all format: a declaration is one row of a table
import { group, type Value, type Values, type Variable } from './config.ts';
import { developmentOnly, flag, inProduction, integer, oneOf, port, text } from './variables.ts';

/** Modes of a process. Only `production` is strict about secrets and hides internals. */
const modes = ['development', 'test', 'production'] as const;

/** Levels of a log line, most severe first. */
const logLevels = ['fatal', 'error', 'warn', 'info', 'debug', 'silent'] as const;

/** Variables of every process. */
export const processSettings = {
  mode: oneOf('NODE_ENV', 'development', modes, '`production` requires keys and hides the schema and all internals.'),
  logLevel: oneOf('LOG_LEVEL', 'info', logLevels, 'Least severe level to log.'),
  showCauses: developmentOnly(flag('SHOW_ERROR_CAUSES', false,
    '`on` tells clients the cause and the place in the code of an internal error. `npm start` sets it.')),
};

/** Values of these variables. */
export type ProcessConfig = Values<typeof processSettings>;

/** Address of a server. */
export const host = text('HOST', '127.0.0.1', 'IP address or host name', 'Address to listen on: use `0.0.0.0` in a container.');

/** Port of the gateway. */
export const gatewayPort = port('PORT', 4_000, 'Port of the gateway.');

/** Folder of the development keys. It is unused if keys are configured. */
export const dataDir = text('DATA_DIR', '.data', 'folder',
  'Folder of the development keys, and of the last good supergraph from the network.');

/** Combines the variables of an HTTP server on a port. Times are milliseconds, sizes bytes. */
export function serverSettings(ownPort: Variable<number>, defaults: { readonly maxBodyBytes: number }) {
  return group({
    host,
    port: ownPort,
    // Time for a load balancer to notice. Development has no load balancer.
    shutdownDelayMs: inProduction(integer('SHUTDOWN_DELAY_MS', 0, [0, 60_000],
      'Time to keep serving after `/ready` answers 503, so that a load balancer notices.'), 5_000),
    shedLagMs: integer('SHED_LAG_MS', 200, [0, 60_000],
      'Median delay of the event loop from which on some requests are refused with 503; `0` disables it.'),
    logSuccessPercent: integer('LOG_SUCCESS_PERCENT', 100, [0, 100],
      'Share of the successful requests that are logged; requests with errors are always logged.'),
    maxBodyBytes: integer('MAX_BODY_BYTES', defaults.maxBodyBytes, [1_000, 100_000_000],
      'Limit of a request body, beyond which it is refused with 413.'),
    maxResponseBytes: integer('MAX_RESPONSE_BYTES', 16_000_000, [1_000, 500_000_000],
      'Limit of a response body, beyond which `data` is null with `RESPONSE_TOO_LARGE`.'),
    maxUnreadBytes: integer('MAX_UNREAD_BYTES', 64_000_000, [1_000, 10_000_000_000],
      'Memory for all responses that clients have not read yet.'),
  });
}

/** Values of these variables. */
export type ServerConfig = Value<ReturnType<typeof serverSettings>>;
