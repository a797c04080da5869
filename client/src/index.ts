import possible from './generated/possible-types.ts';

export type { TypedDocumentNode } from '@graphql-typed-document-node/core';
export { type FragmentType, makeFragmentData, readFragment } from './generated/fragment-masking.ts';
export * from './generated/graphql.ts';

/** Possible types of each interface and union, for Apollo Client's `InMemoryCache`. */
export const possibleTypes: Readonly<Record<string, string[]>> = possible.possibleTypes;

/**
 * Returns the id of an operation in the manifest, as `documentId` carries it: `sha256:` and the hash in hexadecimal
 * digits (GraphQL over HTTP, appendix A). Throws for a document that was not generated here.
 */
export function operationId(document: object): string {
  const { hash }: { readonly hash?: unknown } = Object(Reflect.get(document, '__meta__'));
  if (typeof hash === 'string') return hash;
  throw new TypeError('a document must be one of the generated operations, but this one has no hash');
}
