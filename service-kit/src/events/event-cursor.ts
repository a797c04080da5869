import { readCursor, writeCursor } from '../pagination/cursor.ts';
import type { EventPosition } from './outbox-event.ts';
import { isSnapshot } from './snapshot.ts';

/** Writes a position as the cursor of a subscription field. Bound to the field and protected as a list's cursors are. */
export function writeEventCursor(field: string, { seen, window }: EventPosition): string {
  return writeCursor(field, window === undefined ? [seen, '', ''] : [seen, window.until, `${window.lastId}`]);
}

/** Returns the position of a cursor of this field. Throws BAD_USER_INPUT for anything else. */
export function readEventCursor(field: string, cursor: string): EventPosition {
  const [seen = '', until = '', lastId = ''] = readCursor(field, cursor, [isSnapshot, isUntil, isLastId]);
  return until === '' ? { seen } : { seen, window: { until, lastId: Number(lastId) } };
}

const isUntil = (key: string): boolean => key === '' || isSnapshot(key);

const isLastId = (key: string): boolean => /^\d{0,15}$/.test(key);
