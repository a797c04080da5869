import { existsSync, readFileSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Variable } from '@supergraph/service-kit/config.ts';
import { isRecord } from '../../is-record.ts';

/** An operation that was executed, and how often. */
export interface RecordedOperation {
  /** The SHA-256 of the body, in hexadecimal digits. */
  readonly id: string;
  /** The operation's own name, or empty. */
  readonly name: string;
  /** The operation and its fragments, without values. */
  readonly body: string;
  readonly count: number;
  /** The day on which it was last executed, as RFC 3339 writes it. */
  readonly lastUsed: string;
}

/** Where operations are recorded, and what is recorded there already. */
export interface RecordFile {
  readonly path: string;
  readonly operations: readonly RecordedOperation[];
}

/** A variable that names a file of recorded operations, which need not be there yet; its folder must be. */
export function recordFile(name: string): Variable<RecordFile> {
  return { name, parse: (path) => ({ path, operations: readRecord(path) }) };
}

/** A record as it is written. */
export function printRecord(operations: readonly RecordedOperation[]): string {
  return `${JSON.stringify({ format: 'recorded-operations', version: 1, operations }, null, 2)}\n`;
}

function readRecord(path: string): readonly RecordedOperation[] {
  if (!existsSync(path)) {
    if (statSync(dirname(path), { throwIfNoEntry: false })?.isDirectory()) return [];
    throw new Error('must name a file in a folder that is there');
  }
  const operations: unknown = Reflect.get(Object(parseJson(path)), 'operations');
  if (!Array.isArray(operations) || !operations.every(isRecordedOperation))
    throw new Error(
      'must name a file of recorded operations, or one that is not there yet, so that nothing else is written over',
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
