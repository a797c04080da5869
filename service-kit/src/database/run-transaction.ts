import { setTimeout as sleep } from 'node:timers/promises';
import { type Kysely, sql, type Transaction } from 'kysely';
import { requestScope } from '../request-scope.ts';
import { writeTraceContext } from '../telemetry/trace-context.ts';
import { DatabaseUnavailable, type UnavailableKind } from './database-errors.ts';

/**
 * Runs `work` as one transaction at READ COMMITTED, whatever the server's default: row locks must make others wait, and
 * stricter levels make them fail. Repeats it if PostgreSQL rolled it back in favor of a concurrent one, and once if the
 * server stopped accepting writes. `work` must have no effects outside the transaction. Throws SERVICE_UNAVAILABLE
 * after the last attempt.
 */
export function runTransaction<Tables, T>(
  db: Kysely<Tables>,
  work: (trx: Transaction<Tables>) => Promise<T>,
): Promise<T> {
  const attempt = () =>
    db
      .transaction()
      .setIsolationLevel('read committed')
      .execute(async (trx) => {
        await passTraceOn(trx);
        return work(trx);
      });
  return repeat(attempt, { 'lost-race': 12, 'read-only': 2 });
}

/** Makes the events that a transaction writes carry its trace, if that is kept. */
async function passTraceOn<Tables>(trx: Transaction<Tables>): Promise<void> {
  const span = requestScope.getStore()?.span;
  if (span === undefined || !span.isRecording()) return;
  const { traceparent } = writeTraceContext(span);
  await sql`select set_config('events.traceparent', ${traceparent}, true)`.execute(trx);
}

/**
 * Repeats an attempt that fails in one of these ways, up to its number of times. Pauses before each repetition. The
 * pause grows and is random, so that transactions that collided once do not collide again.
 */
export async function repeat<T>(
  attempt: () => Promise<T>,
  maxAttempts: Readonly<Partial<Record<UnavailableKind, number>>>,
): Promise<T> {
  for (let attempts = 1; ; attempts += 1) {
    try {
      return await attempt();
    } catch (error) {
      const allowed = error instanceof DatabaseUnavailable ? (maxAttempts[error.kind] ?? 1) : 1;
      if (attempts >= allowed) throw error;
      await sleep(Math.min(firstPauseMs * 2 ** attempts, longestPauseMs) * Math.random());
    }
  }
}

const [firstPauseMs, longestPauseMs] = [5, 250];
