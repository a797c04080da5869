import { createHash } from 'node:crypto';
import { createBoundedCache } from '@supergraph/service-kit/bounded-cache.ts';
import type { Log } from '@supergraph/service-kit/log.ts';
import { type DocumentNode, GraphQLError, Kind, parse, print } from 'graphql';
import { withoutValues } from '../without-values.ts';

/**
 * Creates the logger of operations that are not in the safelist. Logs each once, with hash, names and document. The
 * document's values are blanked, since users may have typed them.
 */
export function createUnknownOperationLog(log: Log): (document: string) => void {
  const told = createBoundedCache<true>({ maxBytes: 10_000_000 });
  return (document) => {
    if (told.get(document)) return;
    const parsed = parseIfPossible(document);
    if (parsed === undefined) return;
    told.set(document, true);
    const hash = createHash('sha256').update(document).digest('hex');
    const names = parsed.definitions.flatMap((node) =>
      node.kind === Kind.OPERATION_DEFINITION && node.name !== undefined ? [node.name.value] : [],
    );
    const blanked = print(withoutValues(parsed)).slice(0, 2_000);
    log.warn({ hash, operations: names, document: blanked }, 'an operation is not in the safelist');
  };
}

function parseIfPossible(document: string): DocumentNode | undefined {
  try {
    return parse(document, { noLocation: true });
  } catch (error) {
    // The server refuses a document that does not parse, so there is no operation to log.
    if (error instanceof GraphQLError) return undefined;
    throw error;
  }
}
