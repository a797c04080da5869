import type { ApolloServerPlugin, BaseContext } from '@apollo/server';
import { createFileReader } from '@supergraph/service-kit/file-reader.ts';
import type { Log } from '@supergraph/service-kit/log.ts';
import { createPolledValue } from '@supergraph/service-kit/polled-value.ts';
import type { DocumentCheck } from '../limits/document-check.ts';
import { loadManifest } from './load-manifest.ts';
import { createManifestReport } from './manifest-report.ts';
import { createSafelist, type Safelist } from './safelist.ts';

/** Safelist of a running gateway. */
export interface RunningSafelist {
  readonly current: () => Safelist;
  /** Returns why the current file is not in use, or undefined if it is. */
  readonly problem: () => string | undefined;
  readonly plugin: ApolloServerPlugin<BaseContext>;
  /** Calls the listener with the current list, and with each later one. Returns a function that removes the listener. */
  readonly follow: (listener: (safelist: Safelist) => void) => () => void;
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
  const read = createManifestReader(path);
  const initial = await read();
  const report = createManifestReport({ safelist: initial, checkDocument, log });
  const listeners = new Set<(safelist: Safelist) => void>([report.update]);
  let problem: string | undefined;
  const { value, stop } = createPolledValue({
    what: 'the operations of SAFELIST_MANIFEST',
    read,
    initial,
    intervalMs: 1_000,
    cooldownMs: 1_000,
    onValue: (safelist) => {
      for (const listener of listeners) listener(safelist);
    },
    onProblem: (error) => {
      problem = error && `it ${error.message}`;
    },
    log,
  });
  const current = (): Safelist => value() ?? initial;
  return {
    current,
    problem: () => problem,
    plugin: report.plugin,
    follow: (listener) => {
      listener(current());
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    stop: () => {
      stop();
      report.stop();
    },
  };
}

/** Creates a reader that keeps the list of a file with the same contents. */
function createManifestReader(path: string): () => Promise<Safelist> {
  let known: { readonly hash: string; readonly safelist: Safelist } | undefined;
  return createFileReader(path, async () => {
    const { hash, index } = await loadManifest({ path, knownHash: known?.hash });
    const safelist = index ? createSafelist(index) : known?.safelist;
    if (safelist === undefined) throw new Error('must be read, but was not');
    known = { hash, safelist };
    return safelist;
  });
}
