import type { PostgresPoolClient } from 'kysely';
import pg from 'pg';
import { isOver, type Lifetime } from '../lifetime.ts';
import type { DatabaseOptions } from './database-options.ts';
import { givenUp } from './given-up.ts';
import { leaseConnection } from './leased-connection.ts';
import { createStatementNames } from './statement-names.ts';
import { asUnavailable } from './unavailable.ts';

/** The connections of a service to its database. */
export interface DatabasePool {
  /** A connection for who waits as long as `lifetime`. Throws SERVICE_UNAVAILABLE. */
  readonly connect: (lifetime: Lifetime) => Promise<PostgresPoolClient>;
  /** Closes all; no request may follow. */
  readonly end: () => Promise<void>;
}

/**
 * Creates the connection pool of a service; nothing is connected before the first statement. int8 comes back as a number,
 * or throws where a number cannot hold it exactly.
 */
export function createDatabasePool(options: DatabaseOptions): DatabasePool {
  const { log, statementTimeoutMs } = options;
  const pool = new pg.Pool({
    connectionString: options.url,
    max: options.poolSize,
    connectionTimeoutMillis: options.connectTimeoutMs,
    statement_timeout: statementTimeoutMs,
    // A process that hangs must not hold its locks on for ever.
    idle_in_transaction_session_timeout: statementTimeoutMs,
    idleTimeoutMillis: 30_000,
    types: {
      getTypeParser: (oid, format) => (oid === int8 ? readInt8 : pg.types.getTypeParser(oid, format)),
    },
  });
  // An idle connection that the server closed: the pool drops it, and the next statement opens another.
  pool.on('error', (error) => log.warn({ err: error }, 'an idle database connection was lost'));
  let ended: Promise<void> | undefined;
  const lease = { ...options, nameOf: createStatementNames() };
  return {
    connect: async (lifetime) => {
      if (isOver(lifetime)) throw givenUp();
      const client = await pool.connect().catch((error: unknown) => {
        throw asUnavailable(error, log);
      });
      if (!isOver(lifetime)) return leaseConnection(client, lifetime, lease);
      client.release();
      throw givenUp();
    },
    end: () => (ended ??= pool.end()),
  };
}

const int8 = 20;

function readInt8(text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value))
    throw new RangeError(`int8 ${text} is beyond the exact range of a number`);
  return value;
}
