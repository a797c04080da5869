import { stat } from 'node:fs/promises';
import type { ApolloServerPlugin, BaseContext } from '@apollo/server';
import { createFreshValue } from '@supergraph/service-kit/fresh-value.ts';
import type { Log } from '@supergraph/service-kit/log.ts';
import type { DocumentCheck } from '../limits/document-check.ts';
import { loadManifest } from './load-manifest.ts';
import { createManifestReport } from './manifest-report.ts';
import { createSafelist, type Safelist } from './safelist.ts';

/** The safelist of a running gateway. */
export interface RunningSafelist {
  readonly current: () => Safelist;
  /** Returns why the current file is not in use, or undefined if it is. */
  readonly problem: () => string | undefined;
  readonly plugin: ApolloServerPlugin<BaseContext>;
  readonly stop: () => void;
}

/**
 * Reads the operations of a manifest and follows its file. A new manifest replaces the last one once it is read; a
 * malformed one does not. Logs which operations would be refused.
 */
export async function startSafelist(options: {
  readonly path: string;
  readonly checkDocument: DocumentCheck;
  readonly log: Log;
}): Promise<RunningSafelist> {
  const { path, checkDocument, log } = options;
  const follow = createFollower(path);
  const initial = await follow();
  const report = createManifestReport({ safelist: initial, checkDocument, log });
  let reported = initial;
  let problem: string | undefined;
  const read = async (): Promise<Safelist> => {
    try {
      const safelist = await follow();
      problem = undefined;
      if (safelist !== reported) report.update(safelist);
      reported = safelist;
      return safelist;
    } catch (error) {
      problem = describe(error);
      throw error;
    }
  };
  const what = 'the operations of SAFELIST_MANIFEST';
  const { value, stop } = createFreshValue({
    what,
    read,
    initial,
    intervalMs: 1_000,
    cooldownMs: 1_000,
    log,
  });
  return {
    current: () => value() ?? initial,
    problem: () => problem,
    plugin: report.plugin,
    stop: () => {
      stop();
      report.stop();
    },
  };
}

/** Reads the file if its contents have changed, whether it was written, replaced or linked anew. */
function createFollower(path: string): () => Promise<Safelist> {
  let last: { readonly mark: string; readonly hash: string; readonly safelist: Safelist } | undefined;
  return async () => {
    const { ino, size, mtimeMs, ctimeMs } = await stat(path);
    const mark = [ino, size, mtimeMs, ctimeMs].join();
    if (last?.mark === mark) return last.safelist;
    const { hash, index } = await loadManifest({ path, knownHash: last?.hash });
    const safelist = index ? createSafelist(index) : last?.safelist;
    if (safelist === undefined) throw new Error('must be read, but was not');
    last = { mark, hash, safelist };
    return safelist;
  };
}

/** Describes a problem without the file's path, since `/ready` is public. */
function describe(error: unknown): string {
  if (!(error instanceof Error)) return 'it is unreadable';
  return 'code' in error ? `it is unreadable (${String(error.code)})` : `it ${error.message}`;
}
