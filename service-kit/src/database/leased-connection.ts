import type { PostgresCursor, PostgresPoolClient, PostgresQueryResult } from 'kysely';
import type pg from 'pg';
import { endless, isOver, type Lifetime, watchLifetime } from '../lifetime.ts';
import { cancelStatement } from './cancel-statement.ts';
import type { DatabaseOptions } from './database-options.ts';
import { givenUp } from './given-up.ts';
import { asUnavailable } from './unavailable.ts';

/** What every connection of a pool is leased by. */
export interface LeaseOptions extends Pick<DatabaseOptions, 'statementTimeoutMs' | 'log' | 'onStatement'> {
  readonly nameOf: (sql: string) => string;
}

/** How long a statement may take to end once it is cancelled, before its connection is cut; in milliseconds. */
const cancelGraceMs = 1_000;

/**
 * A connection as Kysely wants it, for as long as somebody waits: then its statement is cancelled, and no further one but
 * a rollback is sent. A server that does not end the statement loses the connection. Statements that have parameters are
 * prepared by name.
 */
export function leaseConnection(
  client: pg.PoolClient,
  lifetime: Lifetime,
  { statementTimeoutMs, log, nameOf, onStatement }: LeaseOptions,
): PostgresPoolClient {
  let cancelled: Promise<void> | undefined;
  let isReleased = false;
  // Where the server goes away, the statement under way fails; without a listener the process would end as well.
  const onError = (): void => {};
  client.on('error', onError);
  const release = (destroy: boolean | undefined): void => {
    if (isReleased) return;
    isReleased = true;
    client.removeListener('error', onError);
    client.release(destroy);
  };
  const cancel = (): void => {
    if (cancelled !== undefined) return;
    log.info('a statement is cancelled, as nobody waits for it any more or it takes too long');
    cancelled = cancelStatement(client, cancelGraceMs).catch((error: unknown) =>
      log.warn({ err: error }, 'a statement could not be cancelled'),
    );
    setTimeout(() => release(true), cancelGraceMs).unref();
  };
  const run = async (sql: string, parameters: readonly unknown[]): Promise<unknown> => {
    const isRollback = sql === 'rollback';
    if (isOver(lifetime) && !isRollback) throw givenUp();
    onStatement?.(sql);
    const values = [...parameters];
    const statement = values.length === 0 ? { text: sql } : { name: nameOf(sql), text: sql, values };
    const endWatch = watchLifetime(bounded(isRollback ? endless : lifetime, statementTimeoutMs), cancel);
    try {
      return await client.query(statement);
    } catch (error) {
      throw isOver(lifetime) ? givenUp() : asUnavailable(error, log);
    } finally {
      endWatch();
    }
  };
  function query<R>(sql: string, parameters: readonly unknown[]): Promise<PostgresQueryResult<R>>;
  function query<R>(cursor: PostgresCursor<R>): PostgresCursor<R>;
  function query(sql: unknown, parameters: readonly unknown[] = []): unknown {
    if (typeof sql !== 'string') throw new TypeError('cursors are not supported');
    return run(sql, parameters);
  }
  return {
    query,
    // Not before the cancellation has arrived, or it would hit the next one's statement.
    release: (destroy) => void (cancelled ?? Promise.resolve()).then(() => release(destroy)),
  };
}

/** A server that is stopped or cut off ends no statement by itself: the connection waits a second longer than it would. */
function bounded({ signal, deadline }: Lifetime, statementTimeoutMs: number): Lifetime {
  if (statementTimeoutMs === 0) return { signal, deadline };
  const end = performance.now() + statementTimeoutMs + 1_000;
  return { signal, deadline: deadline === undefined ? end : Math.min(deadline, end) };
}
