import { createHash } from 'node:crypto';
import { canonicalText } from './canonical-text.ts';
import type { Manifest } from './manifest.ts';

/**
 * A manifest as bytes. One thread can transfer them to another without a copy and search them directly. Tens of
 * thousands of operations therefore cost neither time on the event loop nor heap.
 */
export interface ManifestIndex {
  /** Ids and documents in UTF-8, concatenated. */
  readonly texts: Uint8Array<ArrayBuffer>;
  /** Start of the id, start of the document and end of the document for each operation, in the manifest's order. */
  readonly places: Uint32Array<ArrayBuffer>;
  /** SHA-256 of the ids, sorted by bytes. */
  readonly ids: Uint8Array<ArrayBuffer>;
  /** Position of the operation for each entry of `ids`. */
  readonly order: Uint32Array<ArrayBuffer>;
  /** SHA-256 of the documents and of their canonical texts, sorted by bytes. */
  readonly documents: Uint8Array<ArrayBuffer>;
}

const hashBytes = 32;

/** Builds the index of a manifest. */
export function createManifestIndex(manifest: Manifest): ManifestIndex {
  const pieces: Buffer[] = [];
  const places = new Uint32Array(manifest.size * 3);
  const ids: { readonly hash: Buffer; readonly place: number }[] = [];
  const documents: Buffer[] = [];
  let length = 0;
  for (const [id, document] of manifest) {
    const [idBytes, documentBytes] = [Buffer.from(id), Buffer.from(document)];
    pieces.push(idBytes, documentBytes);
    const documentAt = length + idBytes.length;
    const end = documentAt + documentBytes.length;
    places.set([length, documentAt, end], ids.length * 3);
    ids.push({ hash: hashOf(id), place: ids.length });
    length = end;
    const canonical = canonicalText(document);
    documents.push(hashOf(document), ...(canonical === undefined ? [] : [hashOf(canonical)]));
  }
  ids.sort((one, other) => Buffer.compare(one.hash, other.hash));
  return {
    texts: concat(pieces),
    places,
    ids: concat(ids.map(({ hash }) => hash)),
    order: Uint32Array.from(ids, ({ place }) => place),
    documents: concat(documents.sort(Buffer.compare)),
  };
}

/** Returns the document of an id, or undefined if the manifest has no such id. */
export function findDocument(index: ManifestIndex, id: string): string | undefined {
  const position = search(index.ids, hashOf(id));
  const place = position === undefined ? undefined : index.order[position];
  return place === undefined ? undefined : operationAt(index, place).document;
}

/** Returns whether a text is a document of the manifest or the canonical text of one. */
export function holdsText({ documents }: ManifestIndex, text: string): boolean {
  return search(documents, hashOf(text)) !== undefined;
}

/** Returns the operations of a manifest one by one. */
export function* operationsOf(
  index: ManifestIndex,
): Generator<{ readonly id: string; readonly document: string }> {
  for (let position = 0; position < index.places.length / 3; position += 1)
    yield operationAt(index, position);
}

function operationAt({ texts, places }: ManifestIndex, place: number) {
  const [idAt = 0, documentAt = 0, end = 0] = places.subarray(place * 3, place * 3 + 3);
  const read = (from: number, to: number): string => Buffer.from(texts.buffer, from, to - from).toString();
  return { id: read(idAt, documentAt), document: read(documentAt, end) };
}

/** Finds a hash by binary search. */
function search(hashes: Uint8Array, hash: Buffer): number | undefined {
  let [low, high] = [0, hashes.length / hashBytes];
  while (low < high) {
    const middle = (low + high) >>> 1;
    const order = hash.compare(hashes, middle * hashBytes, (middle + 1) * hashBytes);
    if (order === 0) return middle;
    if (order < 0) high = middle;
    else low = middle + 1;
  }
  return undefined;
}

function hashOf(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}

/** Copies bytes to a buffer of their own, which can be transferred to another thread. */
function concat(pieces: readonly Buffer[]): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(pieces.reduce((all, piece) => all + piece.length, 0));
  let at = 0;
  for (const piece of pieces) at += piece.copy(bytes, at);
  return bytes;
}
