import { group, type Value, type Values, type Variable } from './config.ts';
import { integer, oneOf, port, text } from './variables.ts';

/** Modes of a process. Only `production` is strict about secrets and hides internals. */
const modes = ['development', 'test', 'production'] as const;

/** Levels of a log line, most severe first. */
const logLevels = ['fatal', 'error', 'warn', 'info', 'debug', 'silent'] as const;

/** Variables of every process. */
export const processSettings = {
  mode: oneOf('NODE_ENV', modes, {
    about: '`production` requires keys and hides the schema and all internals.',
    fallback: 'development',
  }),
  logLevel: oneOf('LOG_LEVEL', logLevels, { about: 'Least severe level to log.', fallback: 'info' }),
};

/** Values of these variables. */
export type ProcessConfig = Values<typeof processSettings>;

/** Address of a server. */
export const host = text('HOST', {
  about: 'Address to listen on: use `0.0.0.0` in a container.',
  accepts: 'IP address or host name',
  fallback: '127.0.0.1',
});

/** Port of the gateway. */
export const gatewayPort = port('PORT', { about: 'Port of the gateway.', fallback: 4_000 });

/** Folder of the development keys. It is unused if keys are configured. */
export const dataDir = text('DATA_DIR', {
  about: 'Folder of the development keys, and of the last good supergraph from the network.',
  accepts: 'folder',
  fallback: '.data',
});

/** Combines the variables of an HTTP server on a port. Times are milliseconds, sizes bytes. */
export function serverSettings(ownPort: Variable<number>, defaults: { readonly maxBodyBytes: number }) {
  return group({
    host,
    port: ownPort,
    // Time for a load balancer to notice. Development has no load balancer.
    shutdownDelayMs: integer('SHUTDOWN_DELAY_MS', {
      about: 'Time to keep serving after `/ready` answers 503, so that a load balancer notices.',
      range: [0, 60_000],
      fallback: 0,
      production: 5_000,
    }),
    shedLagMs: integer('SHED_LAG_MS', {
      about:
        'Median delay of the event loop from which on some requests are refused with 503; `0` disables it.',
      range: [0, 60_000],
      fallback: 200,
    }),
    maxBodyBytes: integer('MAX_BODY_BYTES', {
      about: 'Limit of a request body, beyond which it is refused with 413.',
      range: [1_000, 100_000_000],
      fallback: defaults.maxBodyBytes,
    }),
    maxResponseBytes: integer('MAX_RESPONSE_BYTES', {
      about: 'Limit of a response body, beyond which `data` is null with `RESPONSE_TOO_LARGE`.',
      range: [1_000, 500_000_000],
      fallback: 16_000_000,
    }),
    maxUnreadBytes: integer('MAX_UNREAD_BYTES', {
      about: 'Memory for all responses that clients have not read yet.',
      range: [1_000, 10_000_000_000],
      fallback: 64_000_000,
    }),
  });
}

/** Values of these variables. */
export type ServerConfig = Value<ReturnType<typeof serverSettings>>;
