import { existsSync, readFileSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { variable } from '@supergraph/service-kit/variables.ts';
import { isRecord } from '../../is-record.ts';

/** An executed operation and its count. */
export interface RecordedOperation {
  /** SHA-256 of the body, in hexadecimal digits. */
  readonly id: string;
  /** Name of the operation, or empty. */
  readonly name: string;
  /** The operation and its fragments, without values. */
  readonly body: string;
  readonly count: number;
  /** Day of the last execution, as RFC 3339 writes it. */
  readonly lastUsed: string;
}

/** File of recorded operations, and its records. */
export interface RecordFile {
  readonly path: string;
  readonly operations: readonly RecordedOperation[];
}

/** File of recorded operations. It may be absent; its folder must exist. */
export const recordFile = variable('RECORD_OPERATIONS', {
  about:
    'File in which this gateway counts executed operations for `npm run schema:check -- --operations <file>`.',
  accepts: 'file of its own',
  parse: (path): RecordFile => ({ path, operations: readRecord(path) }),
});

/** Prints a record. */
export function printRecord(operations: readonly RecordedOperation[]): string {
  return `${JSON.stringify({ format: 'recorded-operations', version: 1, operations }, null, 2)}\n`;
}

function readRecord(path: string): readonly RecordedOperation[] {
  if (!existsSync(path)) {
    if (statSync(dirname(path), { throwIfNoEntry: false })?.isDirectory()) return [];
    throw new Error('must name a file in an existing folder');
  }
  const operations: unknown = Reflect.get(Object(parseJson(path)), 'operations');
  if (!Array.isArray(operations) || !operations.every(isRecordedOperation))
    throw new Error(
      'must name a file of recorded operations or a new file, so that no other file is overwritten',
    );
  return operations;
}

function parseJson(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch {
    return undefined;
  }
}

function isRecordedOperation(entry: unknown): entry is RecordedOperation {
  return (
    isRecord(entry) &&
    ['id', 'name', 'body', 'lastUsed'].every((key) => typeof entry[key] === 'string') &&
    typeof entry.count === 'number'
  );
}
