import { getOperationAST, type OperationDefinitionNode } from 'graphql';
import { bytesOfText, createBoundedCache, detachText } from '../bounded-cache.ts';
import { compactDocument } from '../document-store.ts';
import type { ExecutorContext } from './executor.ts';
import type { Question } from './read-question.ts';

/** Operation that was parsed and validated. */
export interface KnownOperation
  extends Pick<
    ExecutorContext,
    'queryHash' | 'document' | 'schema' | 'schemaHash' | 'debug' | 'logger' | 'cache'
  > {
  /** Text of the document. */
  readonly source: string;
  readonly operation: OperationDefinitionNode;
  /** Name in the document, or null if it has none. */
  readonly operationName: string | null;
}

/** Known operations of one schema. */
export interface OperationStore {
  readonly find: (question: Question) => KnownOperation | undefined;
  /** Adds an operation that was executed in this context. */
  readonly add: (question: Question, context: ExecutorContext) => void;
}

/** Operations of one document by the name that requests give. */
interface Entry {
  readonly byName: ReadonlyMap<string | undefined, KnownOperation>;
  readonly bytes: number;
}

/** Creates an empty store, bounded by the memory that it retains. Evicts the least recently used documents first. */
export function createOperationStore(maxBytes = 30_000_000): OperationStore {
  const entries = createBoundedCache<Entry>({ maxBytes, bytesOf: ({ bytes }) => bytes });
  return {
    find: (question) => entries.get(keyOf(question))?.byName.get(question.operationName),
    add(question, context) {
      const key = keyOf(question);
      const { operationName: name } = question;
      const { document, bytes } = compactDocument(context.document);
      const operation = getOperationAST(document, name);
      const known = entries.get(key);
      if (!operation || known?.byName.has(name)) return;
      const { queryHash, schema, schemaHash, debug, logger, cache } = context;
      const source = detachText(context.source);
      const operationName = operation.name?.value ?? null;
      const added = {
        source,
        queryHash,
        document,
        operation,
        operationName,
        schema,
        schemaHash,
        logger,
        cache,
      };
      const byName = new Map(known?.byName).set(
        name === undefined ? name : detachText(name),
        debug === undefined ? added : { ...added, debug },
      );
      const bytesBefore = known?.bytes ?? 0;
      entries.set(key, { byName, bytes: bytesBefore + bytes + bytesOfText(source) + bytesOfOperation });
    },
  };
}

/** Memory of an operation beyond its document and text, in bytes. */
const bytesOfOperation = 500;

/** Returns the key of a question. A hash is no valid document, so no text has its key. */
function keyOf({ text, hash }: Question): string {
  return text ?? `sha256:${hash}`;
}
