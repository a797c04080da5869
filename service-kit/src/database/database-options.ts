import type { Log } from '../log.ts';

/** Options for the connection of a service to its own database. Times are milliseconds. */
export interface DatabaseOptions {
  readonly url: string;
  /** Maximum number of connections of this process. */
  readonly poolSize: number;
  /** Time that a request waits for a free connection before it fails with SERVICE_UNAVAILABLE. */
  readonly connectTimeoutMs: number;
  /** Time after which PostgreSQL ends a running statement, or a transaction that is left idle. 0 disables both. */
  readonly statementTimeoutMs: number;
  readonly log: Log;
  /** Called with the text of each statement sent, including transaction control. */
  readonly onStatement?: ((sql: string) => void) | undefined;
}
