import type { PostgresCursor, PostgresPoolClient, PostgresQueryResult } from 'kysely';
import type pg from 'pg';
import { endless, isOver, type Lifetime, watchLifetime } from '../lifetime.ts';
import type { Log } from '../log.ts';
import { cancelStatement } from './cancel-statement.ts';
import { DatabaseUnavailable, readDatabaseFailure, requestEnded } from './database-errors.ts';
import type { DatabaseObserver } from './database-observer.ts';
import type { PostgresConnection } from './postgres-connection.ts';
import { repeat } from './run-transaction.ts';

export interface LeaseOptions extends Partial<Pick<DatabaseObserver, 'statementBegins'>> {
  /** Time after which PostgreSQL ends a running statement, or a transaction that is left idle. 0 disables both. */
  readonly statementTimeoutMs: number;
  readonly log: Log;
  /** Called with the text of each statement sent, including transaction control. */
  readonly onStatement?: ((sql: string) => void) | undefined;
  readonly nameOf: (sql: string) => string;
  /** Called when the server reports that it accepts no writes. */
  readonly onReadOnly: () => void;
}

/** Time for a cancelled statement to end before its connection is cut, in milliseconds. */
const cancelGraceMs = 1_000;

/**
 * Adapts a connection to Kysely, for as long as a caller waits. After that its statement is cancelled, and only a rollback
 * is sent. A server that does not end the statement loses the connection. Statements with parameters are prepared by name.
 * A statement outside of a transaction that loses a race is repeated.
 */
export function leaseConnection(
  client: PostgresConnection & pg.PoolClient,
  lifetime: Lifetime,
  { statementTimeoutMs, log, nameOf, onStatement, onReadOnly, statementBegins }: LeaseOptions,
): PostgresPoolClient {
  let cancelled: Promise<void> | undefined;
  let isReleased = false;
  // If the server goes away, the running statement fails. Without a listener the process would end too.
  const onError = (): void => {};
  client.on('error', onError);
  const release = (destroy: boolean | undefined): void => {
    if (isReleased) return;
    isReleased = true;
    client.removeListener('error', onError);
    if (client.isReadOnly) onReadOnly();
    client.release(destroy);
  };
  const cancel = (): void => {
    if (cancelled !== undefined) return;
    log.info('cancelling a statement: its caller has gone or its time is over');
    cancelled = cancelStatement(client, cancelGraceMs).catch((error: unknown) =>
      log.warn({ err: error }, 'failed to cancel a statement'),
    );
    setTimeout(() => release(true), cancelGraceMs).unref();
  };
  const send = async (sql: string, parameters: readonly unknown[]): Promise<unknown> => {
    const isRollback = sql === 'rollback';
    if (isOver(lifetime) && !isRollback) throw requestEnded();
    onStatement?.(sql);
    const endWatch = watchLifetime(bounded(isRollback ? endless : lifetime, statementTimeoutMs), cancel);
    const observed = statementBegins?.(sql);
    let cause: unknown;
    try {
      return await client.query(toStatement(sql, parameters, nameOf, observed?.comment));
    } catch (error) {
      cause = error;
      if (isOver(lifetime)) throw requestEnded();
      const failure = readDatabaseFailure(error, log);
      if (failure instanceof DatabaseUnavailable && failure.kind === 'read-only') onReadOnly();
      throw failure;
    } finally {
      endWatch();
      observed?.ends(cause);
    }
  };
  function query<R>(sql: string, parameters: readonly unknown[]): Promise<PostgresQueryResult<R>>;
  function query<R>(cursor: PostgresCursor<R>): PostgresCursor<R>;
  function query(sql: unknown, parameters: readonly unknown[] = []): unknown {
    if (typeof sql !== 'string') throw new TypeError('cursors are not supported');
    const isAlone = client.getTransactionStatus() === 'I';
    return isAlone ? repeat(() => send(sql, parameters), { 'lost-race': 12 }) : send(sql, parameters);
  }
  return {
    query,
    // Waits for the cancellation to arrive, which could otherwise hit the next caller's statement.
    release: (destroy) => void (cancelled ?? Promise.resolve()).then(() => release(destroy)),
  };
}

/**
 * Returns the lifetime, limited to a second more than the server's statement timeout. A stopped or unreachable server
 * never ends a statement itself.
 */
function bounded({ signal, deadline }: Lifetime, statementTimeoutMs: number): Lifetime {
  if (statementTimeoutMs === 0) return { signal, deadline };
  const end = performance.now() + statementTimeoutMs + 1_000;
  return { signal, deadline: deadline === undefined ? end : Math.min(deadline, end) };
}

/** Returns a statement to send. A text with a comment is sent once, so preparing it would fill the memory of the server. */
function toStatement(
  sql: string,
  parameters: readonly unknown[],
  nameOf: LeaseOptions['nameOf'],
  comment: string | undefined,
): pg.QueryConfig {
  const values = [...parameters];
  if (comment !== undefined) return { text: `${sql} ${comment}`, values };
  return values.length === 0 ? { text: sql } : { name: nameOf(sql), text: sql, values };
}
