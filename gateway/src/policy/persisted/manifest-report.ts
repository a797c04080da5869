import { setImmediate as nextTurn } from 'node:timers/promises';
import type { ApolloServerPlugin, BaseContext } from '@apollo/server';
import type { Log } from '@supergraph/service-kit/log.ts';
import { GraphQLError, type GraphQLSchema, parse, validate } from 'graphql';
import type { DocumentCheck } from '../limits/document-check.ts';
import type { Safelist } from './safelist.ts';

/** Log of registered operations that would be refused. Checks them whenever the list or the schema changes. */
export interface ManifestReport {
  /** Plugin that receives new schemas. */
  readonly plugin: ApolloServerPlugin<BaseContext>;
  /** Must be called when the list changes. */
  readonly update: (safelist: Safelist) => void;
  readonly stop: () => void;
}

/** Creates the report of a manifest. A new check cancels one that is still running. */
export function createManifestReport(options: {
  /** List at the start. */
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
      (err: unknown) => log.error({ err }, 'failed to check the manifest'),
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

/** An operation of a manifest that would be refused, and why. */
interface RefusedOperation {
  readonly id: string;
  readonly reason: string;
}

/**
 * Finds the operations of a list that exceed a limit, do not parse, or do not fit the schema. Yields to requests in
 * between. Ends early if the signal aborts.
 */
async function findRefused(
  safelist: Safelist,
  schema: GraphQLSchema,
  checkDocument: DocumentCheck,
  signal: AbortSignal,
): Promise<readonly RefusedOperation[]> {
  const refused: RefusedOperation[] = [];
  for (const { id, document } of safelist.operations()) {
    await nextTurn();
    if (signal.aborted) break;
    const reason = checkDocument(document)?.message ?? validationProblem(document, schema);
    if (reason !== undefined) refused.push({ id, reason });
  }
  return refused;
}

function validationProblem(document: string, schema: GraphQLSchema): string | undefined {
  try {
    return validate(schema, parse(document, { noLocation: true }))[0]?.message;
  } catch (error) {
    if (error instanceof GraphQLError) return error.message;
    throw error;
  }
}
