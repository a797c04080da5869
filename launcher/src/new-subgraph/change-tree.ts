import { copyFileSync, existsSync, mkdirSync, readFileSync, rmSync, utimesSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { writeAtomically } from '@supergraph/schema/write-atomically.ts';

export interface TreeChange {
  readonly root: string;
  /** Folder of the copies during the change. */
  readonly journal: string;
  /** Files that may be changed. Undoing restores them in this order, so that later ones look newer. */
  readonly changed: readonly string[];
  /** Files and folders that may be created. */
  readonly made: readonly string[];
}

/** Makes a change atomically: if `work` fails, the tree is restored. Call it under a lock. */
export async function changeTree(change: TreeChange, work: () => Promise<void>): Promise<void> {
  beginChange(change);
  try {
    await work();
  } catch (error) {
    undoChange(change);
    throw error;
  }
  endChange(change);
}

/** Undoes the unfinished change of a killed process, if there is one. */
export function undoChange({ root, journal }: Pick<TreeChange, 'root' | 'journal'>): void {
  const note = join(journal, noteName);
  if (existsSync(note)) {
    const { changed, made }: Pick<TreeChange, 'changed' | 'made'> = JSON.parse(readFileSync(note, 'utf8'));
    for (const path of made) rmSync(join(root, path), { recursive: true, force: true, maxRetries: 10 });
    for (const path of changed) {
      copyFileSync(join(journal, path), join(root, path));
      utimesSync(join(root, path), new Date(), new Date());
    }
  }
  endChange({ journal });
}

const noteName = 'note.json';

/**
 * Copies the files and writes the note. The note is written last and atomically: without it, nothing is
 * changed.
 */
function beginChange({ root, journal, changed, made }: TreeChange): void {
  const present = changed.filter((path) => existsSync(join(root, path)));
  for (const path of present) {
    mkdirSync(dirname(join(journal, path)), { recursive: true });
    copyFileSync(join(root, path), join(journal, path));
  }
  writeAtomically(join(journal, noteName), JSON.stringify({ changed: present, made }));
}

/** Removes the note, then the rest of the journal, which is ignored without the note. */
function endChange({ journal }: Pick<TreeChange, 'journal'>): void {
  rmSync(join(journal, noteName), { force: true });
  rmSync(journal, { recursive: true, force: true });
}
