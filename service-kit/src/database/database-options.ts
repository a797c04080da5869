import type { Log } from '../log.ts';

/** How a service reaches its own database. Times are milliseconds. */
export interface DatabaseOptions {
  readonly url: string;
  /** The most connections that this process holds. */
  readonly poolSize: number;
  /** How long a request waits for a free connection before it fails with SERVICE_UNAVAILABLE. */
  readonly connectTimeoutMs: number;
  /** PostgreSQL ends a statement that runs longer, and a transaction that is left alone for longer; 0 means never. */
  readonly statementTimeoutMs: number;
  readonly log: Log;
  /** Called with the text of each statement sent, transaction control included. */
  readonly onStatement?: ((sql: string) => void) | undefined;
}
