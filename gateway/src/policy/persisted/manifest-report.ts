import type { ApolloServerPlugin, BaseContext } from '@apollo/server';
import type { Log } from '@supergraph/service-kit/log.ts';
import type { GraphQLSchema } from 'graphql';
import type { DocumentCheck } from '../limits/document-check.ts';
import { findRefused } from './find-refused.ts';
import type { Safelist } from './safelist.ts';

/** Report to the log of registered operations that would be refused, whenever the list or the schema changes. */
export interface ManifestReport {
  /** Hears of schemas. */
  readonly plugin: ApolloServerPlugin<BaseContext>;
  /** Must be called when the list is another. */
  readonly update: (safelist: Safelist) => void;
  readonly stop: () => void;
}

/** Creates the report of a manifest; a newer one ends one that is under way. */
export function createManifestReport(options: {
  /** The first one. */
  readonly safelist: Safelist;
  readonly checkDocument: DocumentCheck;
  readonly log: Log;
}): ManifestReport {
  const { checkDocument, log } = options;
  let { safelist } = options;
  let running = new AbortController();
  let schema: GraphQLSchema | undefined;
  const check = (): void => {
    running.abort();
    running = new AbortController();
    if (schema === undefined) return;
    const { signal } = running;
    findRefused(safelist, schema, checkDocument, signal).then(
      (refused) => {
        if (signal.aborted || refused.length === 0) return;
        const operations = refused.slice(0, shownAtMost);
        log.warn({ count: refused.length, operations }, 'registered operations would be refused');
      },
      (err: unknown) => log.error({ err }, 'the manifest was not checked'),
    );
  };
  const schemaDidLoadOrUpdate = ({ apiSchema }: { readonly apiSchema: GraphQLSchema }): void => {
    schema = apiSchema;
    check();
  };
  return {
    plugin: { serverWillStart: async () => ({ schemaDidLoadOrUpdate }) },
    update: (next) => {
      safelist = next;
      check();
    },
    stop: () => running.abort(),
  };
}

const shownAtMost = 20;
