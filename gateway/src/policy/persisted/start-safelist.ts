import type { ApolloServerPlugin, BaseContext } from '@apollo/server';
import type { Log } from '@supergraph/service-kit/log.ts';
import type { DocumentCheck } from '../limits/document-check.ts';
import type { ManifestFile } from './manifest-file.ts';
import { createManifestReport } from './manifest-report.ts';
import { createSafelist, type Safelist } from './safelist.ts';

/** The safelist of a gateway that runs. */
export interface RunningSafelist {
  readonly current: () => Safelist;
  readonly plugin: ApolloServerPlugin<BaseContext>;
  readonly stop: () => void;
}

/** Prepares the operations of a manifest, and tells the log which of them would be refused. */
export async function startSafelist(options: {
  readonly file: ManifestFile;
  readonly checkDocument: DocumentCheck;
  readonly log: Log;
}): Promise<RunningSafelist> {
  const { file, checkDocument, log } = options;
  const safelist = await createSafelist(file.manifest);
  const report = createManifestReport({ manifest: () => safelist.manifest, checkDocument, log });
  return { current: () => safelist, plugin: report.plugin, stop: report.stop };
}
