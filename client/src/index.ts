import possible from './generated/possible-types.ts';

export type { TypedDocumentNode } from '@graphql-typed-document-node/core';
export { type FragmentType, makeFragmentData, readFragment } from './generated/fragment-masking.ts';
export * from './generated/graphql.ts';
export { operationId } from './operation-id.ts';

/** The types that each interface and union stands for, as Apollo Client's `InMemoryCache` wants them. */
export const possibleTypes: Readonly<Record<string, string[]>> = possible.possibleTypes;
