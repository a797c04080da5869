import { ExpectedError } from '../errors.ts';
import { readCursor, writeCursor } from '../pagination/cursor.ts';
import type { EventPosition } from './outbox-event.ts';
import { isSnapshot } from './snapshot.ts';

/** Cursors of one subscription field on one database server. */
export interface EventCursors {
  readonly write: (position: EventPosition) => string;
  /** Returns the position. Throws CURSOR_EXPIRED for a cursor of another server, and BAD_USER_INPUT for anything else. */
  readonly read: (cursor: string) => EventPosition;
}

/** Creates the cursors of a field. They have the checksum of the cursors of a list, and so are bound to the field. */
export function createEventCursors(field: string, server: string): EventCursors {
  let last: { readonly position: EventPosition; readonly cursor: string } | undefined;
  return {
    write(position) {
      // All subscribers of an event need the same cursor.
      if (last?.position === position) return last.cursor;
      const { seen, window } = position;
      const { until, lastId } = window ?? { until: '', lastId: '' };
      const cursor = writeCursor(field, [server, seen, until, String(lastId)]);
      last = { position, cursor };
      return cursor;
    },
    read(cursor) {
      const checks = [isServer, isSnapshot, isUntil, isLastId];
      const [of, seen = '', until = '', lastId = ''] = readCursor(field, cursor, checks);
      // Snapshots of another server name other transactions, or the same ones with other events.
      if (of !== server) throw cursorExpired();
      return until === '' ? { seen } : { seen, window: { until, lastId: Number(lastId) } };
    },
  };
}

/** Creates the error of a cursor after which events are missing. */
export function cursorExpired(): ExpectedError {
  return new ExpectedError(
    'CURSOR_EXPIRED',
    'The events after this cursor are no longer available. Load the current state and subscribe without a cursor.',
  );
}

/** Returns whether an error says that events after a cursor are missing. */
export function isCursorExpired(error: unknown): boolean {
  return error instanceof ExpectedError && error.code === 'CURSOR_EXPIRED';
}

const isServer = (key: string): boolean => /^[\da-z]{1,13}$/.test(key);

const isUntil = (key: string): boolean => key === '' || isSnapshot(key);

const isLastId = (key: string): boolean => /^\d{0,15}$/.test(key);
