import { createHash } from 'node:crypto';
import {
  Kysely,
  type PostgresCursor,
  PostgresDialect,
  type PostgresPoolClient,
  type PostgresQueryResult,
} from 'kysely';
import pg from 'pg';
import type { Log } from '../log.ts';
import { asUnavailable } from './unavailable.ts';

/** How a service reaches its own database. Times are milliseconds. */
export interface DatabaseOptions {
  readonly url: string;
  /** The most connections that this process holds. */
  readonly poolSize: number;
  /** How long a request waits for a free connection before it fails with SERVICE_UNAVAILABLE. */
  readonly connectTimeoutMs: number;
  /** PostgreSQL ends a statement that runs longer; 0 means never. */
  readonly statementTimeoutMs: number;
  readonly log: Log;
  /** Called with the text of each statement sent, transaction control included. */
  readonly onStatement?: ((sql: string) => void) | undefined;
}

/**
 * Creates the typed connection pool of a service; nothing is connected before the first statement.
 * int8 comes back as a number, or throws where a number cannot hold it exactly.
 */
export function createDatabase<Tables>(options: DatabaseOptions): Kysely<Tables> {
  const pool = new pg.Pool({
    connectionString: options.url,
    max: options.poolSize,
    connectionTimeoutMillis: options.connectTimeoutMs,
    statement_timeout: options.statementTimeoutMs,
    idleTimeoutMillis: 30_000,
    types: {
      getTypeParser: (oid, format) => (oid === int8 ? readInt8 : pg.types.getTypeParser(oid, format)),
    },
  });
  // An idle connection that the server closed: the pool drops it, and the next statement opens another.
  pool.on('error', (error) => options.log.warn({ err: error }, 'an idle database connection was lost'));
  const nameOf = createStatementNames();
  const connect = async (): Promise<PostgresPoolClient> => {
    try {
      return prepared(await pool.connect(), nameOf, options);
    } catch (error) {
      throw asUnavailable(error, options.log);
    }
  };
  return new Kysely<Tables>({
    dialect: new PostgresDialect({ pool: { connect, end: () => pool.end(), options: pool.options } }),
  });
}

const int8 = 20;

function readInt8(text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value))
    throw new RangeError(`int8 ${text} is beyond the exact range of a number`);
  return value;
}

/**
 * The client as Kysely wants it, with statements that have parameters prepared by name: the server parses
 * and plans each text once a connection, which halves the CPU of a point query. The texts are few, since
 * lists travel as one array parameter.
 */
function prepared(
  client: pg.PoolClient,
  nameOf: (sql: string) => string,
  { log, onStatement }: DatabaseOptions,
): PostgresPoolClient {
  function query<R>(sql: string, parameters: readonly unknown[]): Promise<PostgresQueryResult<R>>;
  function query<R>(cursor: PostgresCursor<R>): PostgresCursor<R>;
  function query(sql: unknown, parameters: readonly unknown[] = []): unknown {
    if (typeof sql !== 'string') throw new TypeError('cursors are not supported');
    onStatement?.(sql);
    const values = [...parameters];
    const statement = values.length === 0 ? { text: sql } : { name: nameOf(sql), text: sql, values };
    return client.query(statement).catch((error: unknown) => {
      throw asUnavailable(error, log);
    });
  }
  return { query, release: (destroy) => client.release(destroy) };
}

function createStatementNames(): (sql: string) => string {
  const names = new Map<string, string>();
  return (sql) => {
    let name = names.get(sql);
    if (name === undefined) {
      name = createHash('sha256').update(sql).digest('base64url').slice(0, 32);
      names.set(sql, name);
    }
    return name;
  };
}
