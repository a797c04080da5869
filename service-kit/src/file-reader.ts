import { stat } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';

/** Time without a change before a file is read, in milliseconds: its writer may not have finished. */
const settleMs = 100;
/** Time that a file may be missing or keep changing, in milliseconds: a program that replaces it may delete it first. */
const maxWaitMs = 1_000;

/**
 * Creates a function that reads a file if it has changed, and else returns the last value. It compares what the file system
 * says of the file. Events of the file system differ between platforms, and miss files that are mounted or linked, as in a
 * Kubernetes ConfigMap. Errors of the file system do not name the path.
 */
export function createFileReader<T>(path: string, read: () => Promise<T>): () => Promise<T> {
  let last: { readonly mark: string; readonly value: T } | undefined;
  return async () => {
    try {
      const mark = await settledMark(path, last?.mark);
      if (last?.mark !== mark) last = { mark, value: await read() };
      return last.value;
    } catch (cause) {
      if (!(cause instanceof Error && 'code' in cause)) throw cause;
      throw new Error(`cannot be read (${String(cause.code)})`, { cause });
    }
  };
}

/** Returns a text that differs whenever the file does, once nobody writes the file. Rejects if there is no file. */
async function settledMark(path: string, lastMark: string | undefined): Promise<string> {
  for (const deadline = performance.now() + maxWaitMs; ; ) {
    const isLast = performance.now() >= deadline;
    const found = await stat(path).catch((error: unknown) => {
      if (isLast) throw error;
    });
    if (found !== undefined) {
      const mark = [found.ino, found.size, found.mtimeMs, found.ctimeMs].join();
      if (isLast || mark === lastMark || Date.now() - found.ctimeMs >= settleMs) return mark;
    }
    // Only the first reading may keep a process alive that has nothing else to do.
    await sleep(settleMs, undefined, { ref: lastMark === undefined });
  }
}
