import { ExpectedError } from '../errors.ts';
import type { Log } from '../log.ts';

/**
 * Meaning of a temporary database failure for a transaction:
 * - `lost-race`: PostgreSQL rolled it back in favor of another one. Repeating it is safe;
 * - `read-only`: the server accepts no writes, so nothing was written. Repeating it elsewhere is safe;
 * - `unavailable`: the server did not serve it, and may or may not have committed it.
 */
export type UnavailableKind = 'lost-race' | 'read-only' | 'unavailable';

/** Temporary failure of the database. Clients receive SERVICE_UNAVAILABLE and may retry. */
export class DatabaseUnavailable extends ExpectedError {
  readonly kind: UnavailableKind;

  constructor(kind: UnavailableKind, message: string) {
    super('SERVICE_UNAVAILABLE', message);
    this.kind = kind;
  }
}

/** Error of a connection to a server that accepts no writes. */
export class ReadOnlyServer extends Error {
  override readonly name = 'ReadOnlyServer';

  constructor() {
    super('the server accepts no writes: it is a standby, or read-only by default');
  }
}

/**
 * Returns the error to throw for a failed statement. A temporary failure of the database becomes {@link
 * DatabaseUnavailable} and its cause is logged. A text that PostgreSQL cannot store becomes BAD_USER_INPUT. Any other
 * failure is returned unchanged.
 */
export function readDatabaseFailure(error: unknown, log: Log): unknown {
  if (!(error instanceof Error)) return error;
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  if (code === notStorable)
    return new ExpectedError('BAD_USER_INPUT', 'A string must not contain the character NUL.');
  const unavailable = readUnavailable(error, code);
  if (unavailable === undefined) return error;
  // Lost races are normal under load, and the transaction is repeated.
  const level = unavailable.kind === 'lost-race' ? 'info' : 'error';
  log[level]({ err: error }, 'the database could not serve a statement');
  return unavailable;
}

/**
 * Returns the error of statements whose request has ended. A client sees it only if it arrives just before the gateway's own
 * deadline, so it has the gateway's code for that.
 */
export function requestEnded(): ExpectedError {
  return new ExpectedError('GATEWAY_TIMEOUT', 'The request ended before its answer was complete.');
}

function readUnavailable(error: Error, code: string): DatabaseUnavailable | undefined {
  if (error.message.includes('timeout exceeded when trying to connect')) {
    return new DatabaseUnavailable(
      'unavailable',
      'The service is at its limit: no database connection became free in time. Retry later.',
    );
  }
  if (code === queryCanceled || code === lockNotAvailable) {
    return new DatabaseUnavailable(
      'unavailable',
      'The database took too long to answer. Ask for less, or retry later.',
    );
  }
  if (code.startsWith(transactionRollback)) {
    const kind = lostRaces.has(code) ? 'lost-race' : 'unavailable';
    return new DatabaseUnavailable(kind, 'The change conflicted with concurrent changes. Retry it.');
  }
  if (error instanceof ReadOnlyServer || code === readOnlyTransaction) {
    return new DatabaseUnavailable(
      'read-only',
      'The database accepts no changes at the moment. Retry later.',
    );
  }
  const isGone =
    error.message.startsWith('Connection terminated') || error.message.endsWith('is not queryable');
  if (!isGone && !unreachable.test(code)) return undefined;
  return new DatabaseUnavailable('unavailable', 'The service cannot reach its database. Retry later.');
}

/** SQLSTATEs, as PostgreSQL's appendix A lists them. */
const [queryCanceled, lockNotAvailable, readOnlyTransaction, notStorable] = [
  '57014',
  '55P03',
  '25006',
  '22021',
];

/**
 * SQLSTATEs of class 40 for which PostgreSQL has rolled back. For others, such as 40003, it is unknown whether the
 * transaction was committed.
 */
const transactionRollback = '40';
const lostRaces: ReadonlySet<string> = new Set(['40001', '40P01']);

/**
 * Errors of sockets, the SQLSTATE classes 08 (connection), 28 (login), 3D (database), 53 (resources), 57P (operator
 * intervention) and 58 (system), and single ones: a transaction past its time (25P03, 25P04) and an object that is in use
 * or not ready, as during recovery (55006). The rest of the classes 25 and 55 are mistakes of the service.
 */
const unreachable =
  /^(ECONN|EPIPE|ETIMEDOUT|EHOSTUNREACH|ENOTFOUND|EAI_AGAIN|08|28|3D|53|57P|58|25P0[34]|55006)/;
