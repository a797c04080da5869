import { GraphQLError, parse, print } from 'graphql';

/**
 * Returns the same text for all documents that differ only in whitespace, commas, comments and the order of
 * definitions. Returns undefined for a document that does not parse or nests too deeply for the parser.
 */
export function canonicalText(document: string): string | undefined {
  try {
    return parse(document, { noLocation: true }).definitions.map(print).sort().join('\n');
  } catch (error) {
    if (error instanceof GraphQLError || error instanceof RangeError) return undefined;
    throw error;
  }
}
