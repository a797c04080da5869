import { type Environment, integer } from '../config.ts';

/** The variables of how a process serves HTTP, whatever it serves. Times are milliseconds. */
export function serverVariables(env: Environment) {
  const isProduction = env.NODE_ENV === 'production';
  return {
    // What a load balancer needs to notice; nobody waits for that on a developer's machine.
    shutdownDelayMs: integer('SHUTDOWN_DELAY_MS', {
      min: 0,
      max: 60_000,
      fallback: isProduction ? 5_000 : 0,
    }),
    shedLagMs: integer('SHED_LAG_MS', { min: 0, max: 60_000, fallback: 200 }),
  };
}

/** The settings by these variables. */
export type ServerConfig = { readonly [Name in keyof ReturnType<typeof serverVariables>]: number };
