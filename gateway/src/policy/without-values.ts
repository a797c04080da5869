import { type DocumentNode, visit } from 'graphql';

/**
 * The document with the values of its literals blanked, since they may be anything that a user typed: numbers are 0,
 * texts are empty, and of a list the first element stands for all. It is as valid as it was, but for what a scalar of
 * its own asks of a text. Enum values and the names of input fields belong to the schema, and stay.
 */
export function withoutValues(document: DocumentNode): DocumentNode {
  return visit(document, {
    IntValue: (node) => ({ ...node, value: '0' }),
    FloatValue: (node) => ({ ...node, value: '0' }),
    StringValue: (node) => ({ ...node, value: '', block: false }),
    ListValue: { leave: (node) => ({ ...node, values: node.values.slice(0, 1) }) },
  });
}
