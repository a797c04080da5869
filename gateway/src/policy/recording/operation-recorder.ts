import { createHash } from 'node:crypto';
import { renameSync, writeFileSync } from 'node:fs';
import { bytesOfText, createBoundedCache, detachText } from '@supergraph/service-kit/bounded-cache.ts';
import type { KnownPlugin, ResolvedOperation } from '@supergraph/service-kit/known/known-plugin.ts';
import type { Log } from '@supergraph/service-kit/log.ts';
import { type DocumentNode, parse, print, separateOperations } from 'graphql';
import { withoutValues } from '../without-values.ts';
import { printRecord, type RecordedOperation, type RecordFile } from './record-file.ts';

/** Recorder of operations in a running gateway. */
export interface OperationRecorder {
  readonly plugin: KnownPlugin;
  /** Counts an operation that Apollo Server does not see. The text must be valid. */
  readonly count: (text: string, name: string | undefined) => void;
  /** Writes the remaining records. */
  readonly stop: () => void;
}

/**
 * Maximum number of operations. More would be operations generated for each request, which say nothing about clients.
 */
const maxOperations = 10_000;
const maxBytes = 20_000_000;

const writeEveryMs = 5_000;

/**
 * Starts to count executed operations by their text without values, on top of the counts in the file. Replaces the file
 * every five seconds in which an operation was executed, and at the end.
 */
export function startOperationRecorder({ path, operations }: RecordFile, log: Log): OperationRecorder {
  const counted = new Map(operations.map((operation) => [operation.id, operation]));
  const entryOf = createEntryOf();
  let bytes = operations.reduce((sum, operation) => sum + bytesOf(operation), 0);
  let changed = false;
  let isFull = false;
  const count = (hash: string, name: string, read: () => DocumentNode): void => {
    const entry = entryOf(hash, name, read);
    const known = counted.get(entry.id);
    const added = known === undefined ? bytesOf(entry) : 0;
    if (known === undefined && (counted.size >= maxOperations || bytes + added > maxBytes)) {
      if (!isFull)
        log.warn(
          { operations: counted.size, bytes },
          'RECORD_OPERATIONS is full: new operations are not recorded',
        );
      isFull = true;
      return;
    }
    bytes += added;
    const lastUsed = new Date().toISOString().slice(0, 10);
    counted.set(entry.id, { ...entry, count: (known?.count ?? 0) + 1, lastUsed });
    changed = true;
  };
  const didResolveOperation = ({ queryHash, operationName, document }: ResolvedOperation): void =>
    count(queryHash, operationName ?? '', () => document);
  const write = (): void => {
    if (!changed) return;
    changed = false;
    try {
      writeFileSync(`${path}.part`, printRecord([...counted.values()]));
      renameSync(`${path}.part`, path);
    } catch (err) {
      changed = true;
      log.error({ err }, 'failed to write the file of RECORD_OPERATIONS');
    }
  };
  const timer = setInterval(write, writeEveryMs).unref();
  return {
    plugin: {
      requestDidStart: async () => ({ didResolveOperation: async (context) => didResolveOperation(context) }),
      known: { didResolveOperation },
    },
    count(text, name = '') {
      const hash = createHash('sha256').update(text).digest('hex');
      count(hash, name, () => parse(text, { noLocation: true }));
    },
    stop: () => {
      clearInterval(timer);
      write();
    },
  };
}

type Entry = Pick<RecordedOperation, 'id' | 'name' | 'body'>;

/** Returns the size of an entry in memory, with some bytes for the surrounding record. */
function bytesOf({ name, body }: Entry): number {
  return 500 + bytesOfText(name) + bytesOfText(body);
}

/**
 * Creates the entry of an executed operation. Caches it by hash and name, since printing it would cost each request.
 */
function createEntryOf() {
  const entries = createBoundedCache<Entry>({ maxBytes, bytesOf });
  return (hash: string, name: string, read: () => DocumentNode) => {
    const key = `${hash} ${name}`;
    const known = entries.get(key);
    if (known !== undefined) return known;
    const document = read();
    const operation = separateOperations(document)[name] ?? document;
    const body = print(withoutValues(operation));
    const id = createHash('sha256').update(body).digest('hex');
    const entry = { id, name: detachText(name), body };
    entries.set(key, entry);
    return entry;
  };
}
