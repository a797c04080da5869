import { createHash } from 'node:crypto';
import { parentPort, workerData } from 'node:worker_threads';
import type { ManifestAnswer, ManifestRequest } from './load-manifest.ts';
import { readManifest } from './manifest.ts';
import { readManifestFile } from './manifest-file.ts';
import { createManifestIndex, type ManifestIndex } from './manifest-index.ts';

// Thread that reads a manifest. It answers once.
const answer = read(workerData);
const index = 'problem' in answer ? undefined : answer.index;
parentPort?.postMessage(answer, index ? [...buffersOf(index)] : []);

function read({ path, knownHash }: ManifestRequest): ManifestAnswer {
  try {
    const text = readManifestFile(path);
    const hash = createHash('sha256').update(text).digest('hex');
    return { hash, index: hash === knownHash ? undefined : createManifestIndex(readManifest(text)) };
  } catch (error) {
    return { problem: error instanceof Error ? error.message : 'must be readable' };
  }
}

function buffersOf({ texts, places, ids, order, documents }: ManifestIndex): readonly ArrayBuffer[] {
  return [texts.buffer, places.buffer, ids.buffer, order.buffer, documents.buffer];
}
