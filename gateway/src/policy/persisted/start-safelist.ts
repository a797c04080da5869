import { readFile, stat } from 'node:fs/promises';
import type { ApolloServerPlugin, BaseContext } from '@apollo/server';
import { createFreshValue } from '@supergraph/service-kit/fresh-value.ts';
import type { Log } from '@supergraph/service-kit/log.ts';
import type { DocumentCheck } from '../limits/document-check.ts';
import { readManifest } from './manifest.ts';
import type { ManifestFile } from './manifest-file.ts';
import { createManifestReport } from './manifest-report.ts';
import { createSafelist, type Safelist } from './safelist.ts';

/** The safelist of a gateway that runs. */
export interface RunningSafelist {
  readonly current: () => Safelist;
  /** Why the file that is there now is not the list; undefined where it is. */
  readonly problem: () => string | undefined;
  readonly plugin: ApolloServerPlugin<BaseContext>;
  readonly stop: () => void;
}

/**
 * Prepares the operations of a manifest and follows its file: another manifest takes the place of the last one once it
 * is prepared, and what is no manifest leaves it in place. The log is told which operations would be refused.
 */
export async function startSafelist(options: {
  readonly file: ManifestFile;
  readonly checkDocument: DocumentCheck;
  readonly log: Log;
}): Promise<RunningSafelist> {
  const { file, checkDocument, log } = options;
  const initial = await createSafelist(file.manifest);
  const report = createManifestReport({ manifest: initial.manifest, checkDocument, log });
  let problem: string | undefined;
  const follow = createFollower(file.path, initial, report.update);
  const read = async (): Promise<Safelist> => {
    try {
      const safelist = await follow();
      problem = undefined;
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

/** Reads the file where it is another than the last time, whether it was written, replaced or linked anew. */
function createFollower(path: string, initial: Safelist, onChange: (manifest: Safelist['manifest']) => void) {
  let last: { readonly mark: string; readonly safelist: Safelist } = { mark: '', safelist: initial };
  return async (): Promise<Safelist> => {
    const { ino, size, mtimeMs, ctimeMs } = await stat(path);
    const mark = [ino, size, mtimeMs, ctimeMs].join();
    if (mark === last.mark) return last.safelist;
    const manifest = readManifest(await readFile(path, 'utf8'));
    if (!isSame(manifest, last.safelist.manifest)) {
      last = { mark, safelist: await createSafelist(manifest) };
      onChange(manifest);
    } else last = { ...last, mark };
    return last.safelist;
  };
}

function isSame(one: Safelist['manifest'], other: Safelist['manifest']): boolean {
  return one.size === other.size && [...one].every(([id, document]) => other.get(id) === document);
}

/** Whoever asks for readiness is told no path. */
function describe(error: unknown): string {
  if (!(error instanceof Error)) return 'it is unreadable';
  return 'code' in error ? `it is unreadable (${String(error.code)})` : `it ${error.message}`;
}
