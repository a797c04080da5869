import { getOperationAST, type OperationDefinitionNode } from 'graphql';
import { bytesOfText, createBoundedCache, detachText } from '../bounded-cache.ts';
import { type CompactDocument, compactDocument } from '../document-store.ts';
import type { ExecutorContext } from './executor.ts';
import type { Question } from './read-question.ts';

/** Operation that was parsed and validated. */
export interface KnownOperation
  extends Pick<ExecutorContext, 'queryHash' | 'document' | 'schema' | 'schemaHash' | 'logger' | 'cache'> {
  /** Text of the document. */
  readonly source: string;
  readonly operation: OperationDefinitionNode;
  /** Name in the document, or null if it has none. */
  readonly operationName: string | null;
  /** Whether errors may show stacks, as Apollo Server tells executors. */
  readonly debug: boolean;
}

/** Known operations of one schema. */
export interface OperationStore {
  readonly find: (question: Question) => KnownOperation | undefined;
  /** Adds an operation that was executed in this context. */
  readonly add: (question: Question, context: ExecutorContext) => void;
}

/** Operations of one document by the name that requests give. */
interface Entry extends CompactDocument {
  readonly source: string;
  readonly byName: ReadonlyMap<string | undefined, KnownOperation>;
}

/** Creates an empty store, bounded by the memory that it retains. Evicts the least recently used documents first. */
export function createOperationStore(maxBytes = 30_000_000): OperationStore {
  const entries = createBoundedCache<Entry>({ maxBytes, bytesOf });
  return {
    find: (question) => entries.get(keyOf(question))?.byName.get(question.operationName),
    add(question, context) {
      const key = keyOf(question);
      const { operationName: name } = question;
      const entry = entries.get(key) ?? createEntry(context);
      const operation = getOperationAST(entry.document, name);
      if (!operation || entry.byName.has(name)) return;
      const known = createKnownOperation(entry, operation, context);
      // The name in the document, because that of the request may retain the whole request.
      const added = name === undefined ? name : operation.name?.value;
      entries.set(key, { ...entry, byName: new Map(entry.byName).set(added, known) });
    },
  };
}

function createEntry({ document, source }: ExecutorContext): Entry {
  return { ...compactDocument(document), source: detachText(source), byName: new Map() };
}

function createKnownOperation(
  { document, source }: Entry,
  operation: OperationDefinitionNode,
  { queryHash, schema, schemaHash, logger, cache, debug = false }: ExecutorContext,
): KnownOperation {
  const operationName = operation.name?.value ?? null;
  return { source, queryHash, document, operation, operationName, schema, schemaHash, logger, cache, debug };
}

function bytesOf({ bytes, source, byName }: Entry): number {
  return bytes + bytesOfText(source) + bytesOfOperation * byName.size;
}

/** Memory of an operation beyond its document, in bytes. */
const bytesOfOperation = 500;

/** Returns the key of a question. A hash is no valid document, so no text has its key. */
function keyOf({ text, hash }: Question): string {
  return text ?? `sha256:${hash}`;
}
