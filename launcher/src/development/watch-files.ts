import { type FSWatcher, readdirSync, statSync, watch } from 'node:fs';
import { join, relative, sep } from 'node:path';

export interface WatchOptions {
  readonly root: string;
  /** Folders to watch with everything below them, from the root. */
  readonly folders: readonly string[];
  /**
   * Called with the changed, new and deleted files, with slashes from the root, and the time of the event
   * (`performance.now`).
   */
  readonly onChange: (paths: readonly string[], noticedAt: number) => void;
}

/** Time after the last event until a file counts as complete: editors write a file in several steps. */
const settleMs = 40;

const isSkipped = (name: string) => name.startsWith('.') || name === 'node_modules' || name === 'dist';

/**
 * Reports changed files by their modification time and size. Watches folders, since editors replace files by
 * renaming. Compares files itself, since events differ between platforms.
 */
export function watchFiles({ root, folders, onChange }: WatchOptions): void {
  const watchers = new Map<string, FSWatcher>();
  let marks: ReadonlyMap<string, string> = new Map();
  let noticedAt: number | undefined;
  let timer: NodeJS.Timeout | undefined;
  const look = (): ReadonlyMap<string, string> => {
    const seen = readMarks(folders.map((folder) => join(root, folder)));
    follow(watchers, seen.folders, notice);
    return seen.files;
  };
  const notice = (): void => {
    noticedAt ??= performance.now();
    clearTimeout(timer);
    timer = setTimeout(tell, settleMs);
  };
  const tell = (): void => {
    const since = noticedAt ?? performance.now();
    noticedAt = undefined;
    const before = marks;
    marks = look();
    const paths = [...new Set([...before.keys(), ...marks.keys()])].filter(
      (path) => before.get(path) !== marks.get(path),
    );
    if (paths.length === 0) return;
    onChange(
      paths.map((path) => relative(root, path).split(sep).join('/')),
      since,
    );
  };
  marks = look();
}

/** Watches each of the folders once, and stops watching folders that are gone. */
function follow(watchers: Map<string, FSWatcher>, folders: ReadonlySet<string>, notice: () => void): void {
  for (const [folder, watcher] of watchers) {
    if (folders.has(folder)) continue;
    watcher.close();
    watchers.delete(folder);
  }
  for (const folder of folders) {
    if (watchers.has(folder)) continue;
    // A folder may disappear at any time. The folder above it reports that.
    const watcher = watch(folder, notice).on('error', () => {});
    watchers.set(folder, watcher);
  }
}

function readMarks(roots: readonly string[]) {
  const folders = new Set<string>();
  const files = new Map<string, string>();
  const visit = (folder: string): void => {
    folders.add(folder);
    for (const entry of readdirSync(folder, { withFileTypes: true })) {
      if (isSkipped(entry.name)) continue;
      const path = join(folder, entry.name);
      if (entry.isDirectory()) visit(path);
      else files.set(path, markOf(path));
    }
  };
  for (const root of roots) visit(root);
  return { folders, files };
}

function markOf(path: string): string {
  const found = statSync(path, { throwIfNoEntry: false });
  return found === undefined ? 'gone' : `${found.mtimeMs} ${found.size} ${found.ino}`;
}
