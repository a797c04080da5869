import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';

/**
 * Writes a file unless it already has this text, and returns whether it did. Writes to a temporary name that
 * git and tools ignore, and renames it, so that readers never see half of the text.
 */
export function writeAtomically(path: string, text: string): boolean {
  if (existsSync(path) && readFileSync(path, 'utf8') === text) return false;
  const unfinished = join(dirname(path), `.unfinished-${basename(path)}`);
  writeFileSync(unfinished, text);
  renameSync(unfinished, path);
  return true;
}
