import { createHash, randomUUID } from 'node:crypto';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Log } from '@supergraph/service-kit/log.ts';

/** Copy of the last supergraph that was served, kept across restarts in case its source does not answer. */
export type LastGoodCopy = ReturnType<typeof createLastGoodCopy>;

/** Creates the copy of one source. `identity` distinguishes sources, so that no source gets the copy of another. */
export function createLastGoodCopy(dataDir: string, identity: string, log: Log) {
  const folder = join(dataDir, 'supergraphs');
  const file = join(folder, `${createHash('sha256').update(identity).digest('hex').slice(0, 16)}.graphql`);
  const next = `${file}.${randomUUID()}`;
  let hasFailed = false;
  return {
    /** Returns the copy, or undefined if there is none or it is unreadable. */
    read: (): Promise<string | undefined> => readFile(file, 'utf8').catch(() => undefined),
    /** Replaces the copy in one step. If the folder is not writable, logs that once and keeps no copy. */
    async write(supergraphSdl: string): Promise<void> {
      try {
        await mkdir(folder, { recursive: true });
        await writeFile(next, supergraphSdl);
        await rename(next, file);
      } catch (error) {
        if (!hasFailed)
          log.warn({ err: error }, 'the supergraph cannot be kept for a restart: DATA_DIR must be writable');
        hasFailed = true;
      }
    },
  };
}
