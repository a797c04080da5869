import { existsSync, renameSync, rmSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';

/**
 * Replaces a folder as a whole. `make` fills a folder beside it, under a name that git and tools ignore, and that folder
 * takes its place once it is complete. An interrupted call leaves at most such folders, which the next one removes.
 * Call it under a lock.
 */
export async function replaceFolder(
  folder: string,
  make: (unfinished: string) => Promise<void>,
): Promise<void> {
  const beside = (name: string) => join(dirname(folder), `.unfinished-${basename(folder)}${name}`);
  const [unfinished, former] = [beside(''), beside('-former')];
  const clear = () => {
    // Earlier releases built in the last of these.
    for (const path of [unfinished, former, `${folder}.new`])
      rmSync(path, { recursive: true, force: true, maxRetries: 10 });
  };
  clear();
  await make(unfinished);
  if (existsSync(folder)) renameSync(folder, former);
  renameSync(unfinished, folder);
  clear();
}
