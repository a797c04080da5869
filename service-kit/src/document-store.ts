import { type DocumentNode, parse, print, visit } from 'graphql';
import { createBoundedCache } from './bounded-cache.ts';
import { bytesOfText } from './retained-text.ts';

/** A store of validated documents, as the option `documentStore` of Apollo Server takes it. */
export interface DocumentStore {
  readonly get: (key: string) => Promise<DocumentNode | undefined>;
  readonly set: (key: string, document: DocumentNode) => Promise<void>;
  readonly delete: (key: string) => Promise<void>;
}

/**
 * Creates a store that is bounded by the memory that its documents retain. It keeps each one printed and parsed anew: a parsed
 * document refers to the text that the client sent and to each of its tokens, comments among them, which can be a
 * thousand times as much as the document itself. What it gives back has no locations therefore.
 */
export function createDocumentStore(maxBytes = 30_000_000): DocumentStore {
  const documents = createBoundedCache<Kept>({ maxBytes, bytesOf: ({ bytes }) => bytes });
  return {
    get: async (key) => documents.get(key)?.document,
    set: async (key, document) => documents.set(key, compact(document)),
    delete: async (key) => documents.delete(key),
  };
}

interface Kept {
  readonly document: DocumentNode;
  readonly bytes: number;
}

/** Names and values are slices of the printed text, so that it is counted too. */
function compact(original: DocumentNode): Kept {
  const text = print(original);
  const document = parse(text, { noLocation: true });
  let nodes = 0;
  visit(document, {
    enter() {
      nodes += 1;
    },
  });
  return { document, bytes: bytesOfDocument + bytesOfText(text) + bytesOfNode * nodes };
}

/** The objects around it. */
const bytesOfDocument = 400;

/** As measured: 53 to 117 bytes a node in documents of seven kinds. */
const bytesOfNode = 120;
