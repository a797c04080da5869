import { ExpectedError } from '../errors.ts';
import type { Log } from '../log.ts';

/**
 * Turns a failure of the database itself (no free connection, no server, a statement past its time) into
 * SERVICE_UNAVAILABLE and logs its cause; any other failure comes back unchanged.
 */
export function asUnavailable(error: unknown, log: Log): unknown {
  if (!(error instanceof Error)) return error;
  const message = messageFor(error);
  if (message === undefined) return error;
  log.error({ err: error }, 'the database could not serve a statement');
  return new ExpectedError('SERVICE_UNAVAILABLE', message);
}

function messageFor(error: Error): string | undefined {
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  if (error.message.includes('timeout exceeded when trying to connect')) {
    return 'The service is at its limit: no database connection became free in time. Try again shortly.';
  }
  if (code === queryCanceled) return 'The database took too long to answer. Ask for less, or try again.';
  // 25P03: a transaction that was left alone too long, as by a process that hung.
  const gone =
    error.message.startsWith('Connection terminated') || error.message.endsWith('is not queryable');
  const lost = gone || code === '25P03' || connectionLost.test(code);
  return lost ? 'The service cannot reach its database right now. Try again shortly.' : undefined;
}

const queryCanceled = '57014';

/**
 * Socket errors, and the SQLSTATE classes 08 (connection), 28 (login), 3D (database), 53 (resources) and
 * 57P (operator intervention).
 */
const connectionLost = /^(ECONN|EPIPE|ETIMEDOUT|EHOSTUNREACH|ENOTFOUND|EAI_AGAIN|08|28|3D|53|57P)/;
