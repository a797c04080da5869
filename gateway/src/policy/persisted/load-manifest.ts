import { Worker } from 'node:worker_threads';
import type { ManifestIndex } from './manifest-index.ts';

/** A file to read, and the hash of its last contents. */
export interface ManifestRequest {
  readonly path: string;
  readonly knownHash: string | undefined;
}

/** Contents of a file, or why it is refused. */
export type ManifestAnswer =
  | {
      readonly hash: string;
      /** Undefined if the hash has not changed. */
      readonly index: ManifestIndex | undefined;
    }
  | { readonly problem: string };

/** Heap of the thread that reads a manifest, in MB. */
const maxMemoryMb = 512;

/**
 * Reads a manifest in its own thread, so that requests do not wait for it. Rejects with an Error whose message is the
 * rule that the file breaks.
 */
export async function loadManifest(
  request: ManifestRequest,
): Promise<Exclude<ManifestAnswer, { readonly problem: string }>> {
  const worker = new Worker(new URL('./manifest-worker.ts', import.meta.url), {
    name: 'manifest',
    workerData: request,
    resourceLimits: { maxOldGenerationSizeMb: maxMemoryMb },
    execArgv: [],
  });
  // Reading a changed file must not keep an otherwise idle process alive.
  if (request.knownHash !== undefined) worker.unref();
  const answer = await new Promise<ManifestAnswer>((resolve, reject) => {
    worker.once('message', resolve);
    worker.once('error', (cause) => {
      const isLarge = Object(cause).code === 'ERR_WORKER_OUT_OF_MEMORY';
      if (isLarge) resolve({ problem: `must be readable in ${maxMemoryMb} MB of memory` });
      else reject(cause);
    });
    worker.once('exit', () => reject(new Error('must be read, but the thread that does ended too early')));
  });
  if ('problem' in answer) throw new Error(answer.problem);
  return answer;
}
