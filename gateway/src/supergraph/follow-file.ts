import { type FSWatcher, watch } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

/** Callbacks for a followed file. */
export interface FileFollower {
  /** Called with a new text that is not empty and appears complete. */
  readonly onText: (text: string) => void;
  /**
   * Called with a problem after the file has been unreadable or empty for a second, and with undefined once it is
   * readable again.
   */
  readonly onProblem: (problem: string | undefined) => void;
}

/** A followed file. */
export interface FollowedFile {
  readonly stop: () => void;
}

/** Time without a change before a file is read, in milliseconds: its writer may not have finished. */
const settleMs = 100;
/** Time for which a file may be absent: a program may delete it before it writes it again. */
const maxMissingMs = 1_000;
/** Interval of checks without an event: network disks and links into other folders send none. */
const pollMs = 5_000;

/**
 * Follows a file by its path, whether it is written, replaced by a rename, or reached over a link that is changed, as
 * `..data` in a Kubernetes ConfigMap. It does not keep the process alive.
 */
export function followFile(path: string, initialText: string, follower: FileFollower): FollowedFile {
  const stopping = new AbortController();
  let text = initialText;
  let mark = '';
  let problem: string | undefined;
  let isChecking = false;
  let isDue = false;

  const check = async (): Promise<void> => {
    const found = await readSettled(path, mark, stopping.signal);
    if (found.kind === 'same') return;
    if (found.kind === 'problem') {
      mark = '';
      return tell(found.problem);
    }
    mark = found.mark;
    tell(undefined);
    if (found.text === text) return;
    text = found.text;
    follower.onText(text);
  };
  const tell = (found: string | undefined): void => {
    if (found !== problem) follower.onProblem(found);
    problem = found;
  };
  const checkSoon = (): void => {
    isDue = true;
    if (!isChecking) void checkWhileDue();
  };
  const checkWhileDue = async (): Promise<void> => {
    isChecking = true;
    while (isDue && !stopping.signal.aborted) {
      isDue = false;
      await check().catch(() => {});
    }
    isChecking = false;
  };

  let watcher = watchFolder(path, checkSoon);
  const poll = setInterval(() => {
    // The folder itself may have been replaced, and the watcher may watch the old one.
    watcher?.close();
    watcher = watchFolder(path, checkSoon);
    checkSoon();
  }, pollMs).unref();
  // The file may have changed since it was first read.
  checkSoon();
  return {
    stop() {
      stopping.abort();
      clearInterval(poll);
      watcher?.close();
    },
  };
}

type Found =
  | { readonly kind: 'same' }
  | { readonly kind: 'text'; readonly mark: string; readonly text: string }
  | { readonly kind: 'problem'; readonly problem: string };

/** Reads a file whose mark has changed, once the mark is stable. */
async function readSettled(path: string, lastMark: string, signal: AbortSignal): Promise<Found> {
  let mark = await markOf(path);
  if (mark === lastMark && mark !== '') return { kind: 'same' };
  const isGoneAt = performance.now() + maxMissingMs;
  for (;;) {
    await sleep(settleMs, undefined, { signal, ref: false });
    const next = await markOf(path);
    const isSettled = next === mark;
    mark = next;
    if (!isSettled) continue;
    const text = mark === '' ? undefined : await readFile(path, 'utf8').catch(() => undefined);
    if (text !== undefined && text.trim() !== '' && (await markOf(path)) === mark)
      return { kind: 'text', mark, text };
    if (performance.now() < isGoneAt) continue;
    return { kind: 'problem', problem: text === undefined ? await problemOf(path) : 'it is empty' };
  }
}

/** Returns a mark that differs for another file or another text in it. Empty if the file is absent. */
async function markOf(path: string): Promise<string> {
  try {
    const { ino, size, mtimeMs, ctimeMs } = await stat(path);
    return [ino, size, mtimeMs, ctimeMs].join();
  } catch {
    return '';
  }
}

async function problemOf(path: string): Promise<string> {
  try {
    await readFile(path);
    return 'it changes all the time';
  } catch (cause) {
    const code = cause instanceof Error && 'code' in cause ? String(cause.code) : 'unknown';
    return `it cannot be read (${code})`;
  }
}

function watchFolder(path: string, onChange: () => void): FSWatcher | undefined {
  try {
    return watch(dirname(path), { persistent: false }, onChange).on('error', () => {});
  } catch {
    return undefined;
  }
}
