import type { Kysely, Transaction } from 'kysely';
import { runTransaction } from '../../database/run-transaction.ts';
import type { Log } from '../../log.ts';
import type { CloudEvent } from '../cloud-event.ts';
import type { EventConsumer } from '../event-consumer.ts';
import { createInboxStore, type InboxOwner } from './inbox-store.ts';
import { createParkedEventStore, type RetryPolicy } from './parked-event-store.ts';

/** Options of a receiver. */
export interface ReceiverOptions<Tables> {
  readonly db: Kysely<Tables>;
  readonly consumer: EventConsumer<Tables>;
  readonly retry: RetryPolicy;
  readonly log: Log;
}

/** Handles the events of one consumer: each effect exactly once, in order for each subject. */
export interface Receiver {
  /** Handles a delivered event. If that fails, parks it. Rejects if the database is unavailable. */
  readonly receive: (event: CloudEvent) => Promise<void>;
  /** Handles a parked event again. Rejects if the database is unavailable. */
  readonly retry: (event: CloudEvent) => Promise<void>;
  /** Makes a parked event a dead letter after its last attempt. Rejects if the database is unavailable. */
  readonly giveUp: (event: CloudEvent) => Promise<void>;
}

/**
 * Creates the receiver of a consumer. The note that an event was handled commits together with its effect. An event that
 * cannot be handled is stored in the database of the service, with the later events of its subject behind it. So the order
 * does not depend on how a transport delivers an event again, and other subjects go on.
 */
export function createReceiver<Tables>(options: ReceiverOptions<Tables>): Receiver {
  const { db, consumer, retry: policy, log } = options;
  const owner: InboxOwner = { consumer: consumer.name, afterDeadLetter: consumer.afterDeadLetter };
  return {
    async receive(event) {
      try {
        await runTransaction(db, async (trx) => {
          const noted = await createInboxStore(trx).note(owner, event);
          if (noted === undefined) return;
          if (noted.isBlocked && (await isParked(owner, event, trx))) return;
          await consumer.handle(event, trx);
        });
      } catch (error) {
        logFailure(log, owner, event, error);
        const failure = { error: describe(error), pauseMs: policy.firstPauseMs };
        await runTransaction(db, async (trx) => {
          const parked = createParkedEventStore(trx);
          await parked.lockSubject(owner, event);
          await parked.park(owner, event, failure);
        });
      }
    },
    async retry(event) {
      try {
        await runTransaction(db, async (trx) => {
          const parked = createParkedEventStore(trx);
          await parked.lockSubject(owner, event);
          if (!(await parked.unpark(owner, event))) return;
          const noted = await createInboxStore(trx).note(owner, event);
          if (noted !== undefined) await consumer.handle(event, trx);
          await parked.wakeNext(owner, event);
        });
      } catch (error) {
        logFailure(log, owner, event, error);
        await failAgain(owner, event, describe(error), options);
      }
    },
    giveUp: (event) => failAgain(owner, event, undefined, options),
  };
}

/** Parks an event behind an earlier one of its subject. Returns false if that one was handled in the meantime. */
async function isParked<Tables>(
  owner: InboxOwner,
  event: CloudEvent,
  trx: Transaction<Tables>,
): Promise<boolean> {
  const [inbox, parked] = [createInboxStore(trx), createParkedEventStore(trx)];
  await parked.lockSubject(owner, event);
  // Only now no other process handles or parks events of this subject.
  await inbox.forget(owner, event);
  const noted = await inbox.note(owner, event);
  if (noted?.isBlocked !== true) return false;
  await inbox.forget(owner, event);
  await parked.park(owner, event, undefined);
  return true;
}

/** Stores that an attempt failed. After the last one, the events that need not wait for the dead letter go on. */
async function failAgain<Tables>(
  owner: InboxOwner,
  event: CloudEvent,
  error: string | undefined,
  { db, retry: policy, log }: Pick<ReceiverOptions<Tables>, 'db' | 'retry' | 'log'>,
): Promise<void> {
  await runTransaction(db, async (trx) => {
    const parked = createParkedEventStore(trx);
    await parked.lockSubject(owner, event);
    if (!(await parked.fail(owner, event, error, policy))) return;
    log.error(identify(owner, event), 'an event cannot be handled: it is a dead letter now');
    if (owner.afterDeadLetter === 'continue') await parked.wakeNext(owner, event);
  });
}

function logFailure(log: Log, owner: InboxOwner, event: CloudEvent, error: unknown): void {
  log.warn({ err: error, ...identify(owner, event) }, 'failed to handle an event: it is tried again');
}

function identify({ consumer }: InboxOwner, { id, type, subject }: CloudEvent) {
  return { consumer, event: { id, type, subject } };
}

/** Longest stored text of an error. */
const maxErrorLength = 2_000;

/** Returns the text of an error as PostgreSQL can store it. */
function describe(error: unknown): string {
  const text = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  return text.replaceAll('\0', '').slice(0, maxErrorLength).toWellFormed();
}
