import { createHash } from 'node:crypto';
import { Kysely, PostgresDialect, type PostgresPoolClient } from 'kysely';
import pg from 'pg';
import { endless, isOver, type Lifetime } from '../lifetime.ts';
import {
  DatabaseUnavailable,
  ReadOnlyServer,
  readDatabaseFailure,
  requestEnded,
  type UnavailableKind,
} from './database-errors.ts';
import type { DatabaseObserver } from './database-observer.ts';
import { type LeaseOptions, leaseConnection } from './leased-connection.ts';
import { currentUrl, type DatabaseUrl, PostgresConnection } from './postgres-connection.ts';

/** Options for the connection of a service to its own database. Times are milliseconds. */
export interface DatabaseOptions extends Omit<LeaseOptions, 'nameOf' | 'onReadOnly' | 'statementBegins'> {
  readonly url: DatabaseUrl;
  readonly poolSize: number;
  /** Time that a request waits for a free connection before it fails with SERVICE_UNAVAILABLE. */
  readonly connectTimeoutMs: number;
  /** default: none */
  readonly observer?: DatabaseObserver;
}

/** Connections of a service to its database. */
export interface DatabasePool {
  /** Returns a connection for one caller, for as long as the caller waits. Throws SERVICE_UNAVAILABLE. */
  readonly connect: (lifetime: Lifetime) => Promise<PostgresPoolClient>;
  /** Returns why the last attempt to get a connection that accepts writes failed, or undefined if it did not. */
  readonly problem: () => UnavailableKind | undefined;
  /** Closes all connections. No request may follow. */
  readonly end: () => Promise<void>;
}

/**
 * Creates the connection pool of a service. Connects at the first statement, and only to servers that accept writes: a
 * standby could lack recent writes. Once a server stops accepting writes, as in a failover, older connections are not
 * used again. Reads int8 as a number, or throws if a number cannot hold it exactly.
 */
export function createDatabasePool(options: DatabaseOptions): DatabasePool {
  const { log } = options;
  const pool = createPool(options);
  options.observer?.observePool(pool, options.poolSize);
  let retiredBefore = Number.NEGATIVE_INFINITY;
  let problem: UnavailableKind | undefined;
  let ended: Promise<void> | undefined;
  const lease = {
    ...options,
    nameOf: createStatementNames(),
    statementBegins: options.observer?.statementBegins,
    onReadOnly: () => {
      problem = 'read-only';
      retiredBefore = performance.now();
    },
  };
  const acquire = async (): Promise<PostgresConnection & pg.PoolClient> => {
    try {
      const client = await nextClient(pool, () => retiredBefore);
      problem = undefined;
      return client;
    } catch (error) {
      const failure = readDatabaseFailure(error, log);
      if (failure instanceof DatabaseUnavailable) problem = failure.kind;
      throw failure;
    }
  };
  return {
    connect: async (lifetime) => {
      if (isOver(lifetime)) throw requestEnded();
      const client = await acquire();
      if (!isOver(lifetime)) return leaseConnection(client, lifetime, lease);
      client.release();
      throw requestEnded();
    },
    problem: () => problem,
    end: () => (ended ??= pool.end()),
  };
}

/**
 * Returns the typed database on connections of a pool, for one lifetime. When that ends, the running statement is
 * cancelled and no other starts. Cheap enough to call for each request.
 */
export function createDatabase<Tables>(pool: DatabasePool, lifetime: Lifetime = endless): Kysely<Tables> {
  const connect = () => pool.connect(lifetime);
  return new Kysely<Tables>({
    dialect: new PostgresDialect({ pool: { connect, end: pool.end, options: {} } }),
  });
}

function createPool({ url, poolSize, connectTimeoutMs, statementTimeoutMs, log }: DatabaseOptions): pg.Pool {
  class Client extends PostgresConnection {
    constructor(config?: pg.ClientConfig) {
      super({ ...config, connectionString: currentUrl(url) });
    }
  }
  const pool = new pg.Pool({
    max: poolSize,
    connectionTimeoutMillis: connectTimeoutMs,
    statement_timeout: statementTimeoutMs,
    // A process that hangs must not hold its locks for ever.
    idle_in_transaction_session_timeout: statementTimeoutMs,
    idleTimeoutMillis: 30_000,
    // Old passwords must go out of use even if the connections are never idle.
    maxLifetimeSeconds: typeof url === 'string' ? 0 : 600,
    types: {
      getTypeParser: (oid, format) => (oid === int8 ? readInt8 : pg.types.getTypeParser(oid, format)),
    },
    Client,
    verify: (client, done) =>
      done(asPostgresConnection(client).isReadOnly ? new ReadOnlyServer() : undefined),
  });
  return pool.on('error', (error) => {
    // pg puts the whole connection there, with the key that cancels its statements.
    Reflect.deleteProperty(error, 'client');
    // The pool drops it, and the next statement opens another.
    log.warn({ err: error }, 'an idle database connection was lost');
  });
}

/** Returns the next free connection that was created after the time `retiredBefore` returns. */
async function nextClient(
  pool: pg.Pool,
  retiredBefore: () => number,
): Promise<PostgresConnection & pg.PoolClient> {
  for (;;) {
    const client = asPostgresConnection(await pool.connect());
    if (client.createdAt >= retiredBefore()) return client;
    client.release(true);
  }
}

/** Checks the type of a connection. The pool creates no other type. */
function asPostgresConnection(client: pg.PoolClient): PostgresConnection & pg.PoolClient {
  if (client instanceof PostgresConnection) return client;
  throw new TypeError('a connection must be one that the pool made');
}

const int8 = 20;

function readInt8(text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value))
    throw new RangeError(`int8 ${text} is beyond the exact range of a number`);
  return value;
}

/**
 * Creates names for prepared statements. The server parses and plans each text once for each connection, which halves
 * the CPU of a point query. The texts are few, since lists are sent as one array parameter.
 */
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
