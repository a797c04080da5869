import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';

/**
 * Writes a file unless it has this text already, and returns whether it did. The text is written under a name that git
 * and tools ignore first: neither a reader nor an interruption ever sees half of it.
 */
export function writeAtomically(path: string, text: string): boolean {
  if (existsSync(path) && readFileSync(path, 'utf8') === text) return false;
  const unfinished = join(dirname(path), `.unfinished-${basename(path)}`);
  writeFileSync(unfinished, text);
  renameSync(unfinished, path);
  return true;
}
