import { type Environment, integer } from '../config.ts';

/** Returns the variables of an HTTP server. Times are milliseconds, sizes bytes. */
export function serverVariables(env: Environment) {
  const isProduction = env.NODE_ENV === 'production';
  return {
    // Time for a load balancer to notice. Development has no load balancer.
    shutdownDelayMs: integer('SHUTDOWN_DELAY_MS', {
      min: 0,
      max: 60_000,
      fallback: isProduction ? 5_000 : 0,
    }),
    maxResponseBytes: integer('MAX_RESPONSE_BYTES', {
      min: 1_000,
      max: 500_000_000,
      fallback: 16_000_000,
    }),
    maxUnreadBytes: integer('MAX_UNREAD_BYTES', {
      min: 1_000,
      max: 10_000_000_000,
      fallback: 64_000_000,
    }),
    shedLagMs: integer('SHED_LAG_MS', { min: 0, max: 60_000, fallback: 200 }),
  };
}

/** Settings read from these variables. */
export type ServerConfig = { readonly [Name in keyof ReturnType<typeof serverVariables>]: number };
