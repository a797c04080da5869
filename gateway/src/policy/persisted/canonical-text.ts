import { GraphQLError, parse, print } from 'graphql';

/**
 * Returns one text for all documents that differ in whitespace, commas, comments and the order of their definitions
 * only, or undefined for a document that does not parse or is nested more deeply than the parser can go.
 */
export function canonicalText(document: string): string | undefined {
  try {
    return parse(document, { noLocation: true }).definitions.map(print).sort().join('\n');
  } catch (error) {
    if (error instanceof GraphQLError || error instanceof RangeError) return undefined;
    throw error;
  }
}
