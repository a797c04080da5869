import { GraphQLError, parse, print } from 'graphql';

/**
 * The one text that stands for all documents that differ in whitespace, commas, comments and the order of their
 * definitions only; undefined for what does not parse.
 */
export function canonicalText(document: string): string | undefined {
  try {
    return parse(document, { noLocation: true }).definitions.map(print).sort().join('\n');
  } catch (error) {
    if (error instanceof GraphQLError) return undefined;
    throw error;
  }
}
