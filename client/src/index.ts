import possible from './generated/possible-types.ts';

export type { TypedDocumentNode } from '@graphql-typed-document-node/core';
export { type FragmentType, makeFragmentData, readFragment } from './generated/fragment-masking.ts';
export * from './generated/graphql.ts';
export { operationId } from './operation-id.ts';

/** Possible types of each interface and union, for Apollo Client's `InMemoryCache`. */
export const possibleTypes: Readonly<Record<string, string[]>> = possible.possibleTypes;
